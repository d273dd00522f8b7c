using PiDeployer.Deployments;
using PiDeployer.Projects;

namespace PiDeployer.Notifications;

/// <summary>A channel and what waits to be sent there.</summary>
internal sealed class ChannelQueue : IDisposable
{
    private readonly ChannelKinds kinds;
    private readonly Outbox outbox;

    private ChannelSettings settings;

    /// <summary>Asked for only when a message's turn has come.</summary>
    private volatile IChannel channel;

    private Task? leaving;

    /// <param name="settings">What the file says of it.</param>
    /// <param name="kinds">Makes it.</param>
    /// <param name="counts">Of all channels together.</param>
    /// <param name="logger">For what could not be sent.</param>
    public ChannelQueue(ChannelSettings settings, ChannelKinds kinds, OutboxCounts counts, ILogger logger)
    {
        this.settings = settings;
        this.kinds = kinds;
        channel = kinds.Make(settings.Target);
        outbox = new Outbox($"message for {settings.Name}", counts, logger, dropsOldest: false);
        outbox.Start();
    }

    public string Name => settings.Name;

    /// <summary>Whether nobody adds to it any more.</summary>
    public bool IsLeft => leaving is not null;

    /// <summary>Whether, besides, nothing waits in it.</summary>
    public bool IsEmptied => leaving?.IsCompleted == true;

    public bool Wants(Message message) => !IsLeft && (settings.On & message.Events) != NotifiedEvents.None;

    public void Add(Deployment deployment, Message message) => outbox.Add(deployment, cancellationToken => channel.SendAsync(message, cancellationToken));

    /// <summary>What waits already goes where it leads now.</summary>
    public void Change(ChannelSettings now)
    {
        if (now.Target != settings.Target)
            channel = kinds.Make(now.Target);
        settings = now;
    }

    /// <summary>What waits still goes where it led.</summary>
    public void Leave() => leaving = outbox.StopAsync(Timeout.InfiniteTimeSpan);

    /// <inheritdoc cref="Outbox.StopAsync"/>
    public Task StopAsync(TimeSpan grace) => outbox.StopAsync(grace);

    public void Dispose() => outbox.Dispose();
}
