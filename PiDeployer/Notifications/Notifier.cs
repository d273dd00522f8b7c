using System.Threading.Channels;
using PiDeployer.Deployments;

namespace PiDeployer.Notifications;

/// <summary>
/// Tells people about deployments, in the background and one message after the other. When more comes than can be sent, the newest is dropped and that
/// is logged: nothing here may delay or fail a deployment.
/// </summary>
internal sealed partial class Notifier(Telegram telegram, ILogger<Notifier> logger) : IDisposable
{
    private const int Capacity = 256;

    private readonly Channel<DeploymentEvent> queue = Channel.CreateBounded<DeploymentEvent>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private readonly CancellationTokenSource giveUp = new();
    private Task sending = Task.CompletedTask;

    public void Start() => sending = Task.Run(SendAllAsync, CancellationToken.None);

    public void Follow(DeploymentEvent happened)
    {
        if (!queue.Writer.TryWrite(happened))
            Log.Dropped(logger, happened.Deployment.Id.Value, happened.Deployment.Project.Value);
    }

    /// <summary>Sends what is left, for as long as <paramref name="grace"/>.</summary>
    public async Task StopAsync(TimeSpan grace)
    {
        queue.Writer.TryComplete();
        giveUp.CancelAfter(grace);
        await sending;
    }

    public void Dispose() => giveUp.Dispose();

    private async Task SendAllAsync()
    {
        await foreach (var happened in queue.Reader.ReadAllAsync(CancellationToken.None))
        {
            var (id, project) = (happened.Deployment.Id.Value, happened.Deployment.Project.Value);
            try
            {
                if (await telegram.SendAsync(TelegramMessage.Of(happened), giveUp.Token) is { } problem)
                    Log.NotSent(logger, id, project, problem);
            }
            catch (OperationCanceledException)
            {
                Log.NotSent(logger, id, project, "pi-deployer is stopping");
            }
            catch (Exception e)
            {
                Log.Broken(logger, e, id, project);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The message about deployment {Id} of {Project} was not sent: {Reason}.")]
        public static partial void NotSent(ILogger logger, string id, string project, string reason);

        [LoggerMessage(LogLevel.Warning, "The message about deployment {Id} of {Project} was dropped: too many others are waiting.")]
        public static partial void Dropped(ILogger logger, string id, string project);

        [LoggerMessage(LogLevel.Error, "The message about deployment {Id} of {Project} met an error.")]
        public static partial void Broken(ILogger logger, Exception exception, string id, string project);
    }
}
