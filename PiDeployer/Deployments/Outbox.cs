using System.Threading.Channels;

namespace PiDeployer.Deployments;

/// <summary>
/// Tells somebody outside of deployments, in the background and one thing after the other. When more comes than can be sent, something is dropped and that is logged:
/// nothing here may delay or fail a deployment.
/// </summary>
/// <param name="kind">What is sent, for the log: a message, a commit status.</param>
/// <param name="counts">Told what becomes of each; several may share them.</param>
/// <param name="logger">Of whoever sends.</param>
/// <param name="dropsOldest">Whether the oldest gives way to the newest, as where the later of two things makes the earlier one wrong.</param>
internal sealed partial class Outbox(string kind, OutboxCounts counts, ILogger logger, bool dropsOldest) : IDisposable
{
    public const int Capacity = 256;

    private readonly Channel<Item> queue = Channel.CreateBounded<Item>(
        new BoundedChannelOptions(Capacity) { SingleReader = true, FullMode = dropsOldest ? BoundedChannelFullMode.DropOldest : BoundedChannelFullMode.Wait },
        dropped => Drop(dropped, kind, counts, logger));

    private readonly CancellationTokenSource giveUp = new();
    private Task sending = Task.CompletedTask;

    public void Start() => sending = Task.Run(SendAllAsync, CancellationToken.None);

    /// <param name="deployment">What it is about.</param>
    /// <param name="send">Null when it arrived, else why it did not: a sentence without its stop.</param>
    public void Add(Deployment deployment, Func<CancellationToken, Task<string?>> send)
    {
        var item = new Item(deployment, send);
        if (!queue.Writer.TryWrite(item))
            Drop(item, kind, counts, logger);
    }

    /// <summary>Sends what is left, for as long as <paramref name="grace"/>.</summary>
    public async Task StopAsync(TimeSpan grace)
    {
        queue.Writer.TryComplete();
        giveUp.CancelAfter(grace);
        await sending;
    }

    public void Dispose() => giveUp.Dispose();

    private static void Drop(Item item, string kind, OutboxCounts counts, ILogger logger)
    {
        counts.AddDropped();
        Log.Dropped(logger, kind, item.Deployment.Id.Value, item.Deployment.Project.Value);
    }

    private async Task SendAllAsync()
    {
        await foreach (var (deployment, send) in queue.Reader.ReadAllAsync(CancellationToken.None))
        {
            var (id, project) = (deployment.Id.Value, deployment.Project.Value);
            try
            {
                if (await send(giveUp.Token) is not { } problem)
                {
                    counts.AddSent();
                    continue;
                }

                counts.AddFailed();
                Log.NotSent(logger, kind, id, project, problem);
            }
            catch (OperationCanceledException)
            {
                counts.AddFailed();
                Log.NotSent(logger, kind, id, project, "pi-deployer is stopping");
            }
            catch (Exception e)
            {
                counts.AddFailed();
                Log.Broken(logger, e, kind, id, project);
            }
        }
    }

    private sealed record Item(Deployment Deployment, Func<CancellationToken, Task<string?>> Send);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The {Kind} about deployment {Id} of {Project} was not sent: {Reason}.")]
        public static partial void NotSent(ILogger logger, string kind, string id, string project, string reason);

        [LoggerMessage(LogLevel.Warning, "The {Kind} about deployment {Id} of {Project} was dropped: too many others are waiting.")]
        public static partial void Dropped(ILogger logger, string kind, string id, string project);

        [LoggerMessage(LogLevel.Error, "The {Kind} about deployment {Id} of {Project} met an error.")]
        public static partial void Broken(ILogger logger, Exception exception, string kind, string id, string project);
    }
}
