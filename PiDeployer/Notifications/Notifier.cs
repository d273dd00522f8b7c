using PiDeployer.Deployments;

namespace PiDeployer.Notifications;

/// <summary>Tells people how deployments begin and end.</summary>
internal sealed class Notifier(Telegram telegram, ILogger<Notifier> logger) : IDisposable
{
    private readonly Outbox outbox = new("message", logger, dropsOldest: false);

    public OutboxCounts Counts => outbox.Counts;

    public void Start() => outbox.Start();

    public void Follow(DeploymentEvent happened)
    {
        if (happened is DeploymentEvent.Started or DeploymentEvent.Finished)
            outbox.Add(happened.Deployment, cancellationToken => telegram.SendAsync(TelegramMessage.Of(happened), cancellationToken));
    }

    /// <inheritdoc cref="Outbox.StopAsync"/>
    public Task StopAsync(TimeSpan grace) => outbox.StopAsync(grace);

    public void Dispose() => outbox.Dispose();
}
