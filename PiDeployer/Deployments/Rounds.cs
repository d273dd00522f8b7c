namespace PiDeployer.Deployments;

/// <summary>Does one thing again and again, from its start to its stop, and waits in between for as long as that itself says. When it fails, it is tried again a little later.</summary>
/// <param name="round">Answers how long to wait for the next one.</param>
/// <param name="clock">For the time in between.</param>
/// <param name="logger">Of what failed.</param>
internal sealed partial class Rounds(Func<CancellationToken, Task<TimeSpan>> round, TimeProvider clock, ILogger logger) : IDisposable
{
    /// <summary>So that no mistake of a round keeps the machine busy; and a timer may be early by that much.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(20);

    private readonly CancellationTokenSource stopping = new();
    private Task running = Task.CompletedTask;

    /// <summary>How long to wait when a round could not say.</summary>
    public TimeSpan AfterFailure { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A round that always waits for as long.</summary>
    public static Func<CancellationToken, Task<TimeSpan>> Every(TimeSpan interval, Func<CancellationToken, Task> chore) => async stop =>
    {
        await chore(stop);
        return interval;
    };

    public void Start() => running = Task.Run(() => RunAsync(stopping.Token), CancellationToken.None);

    public async Task StopAsync()
    {
        await stopping.CancelAsync();
        await running;
    }

    public void Dispose() => stopping.Dispose();

    private async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (!stop.IsCancellationRequested)
            {
                var wait = await TryAsync(stop);
                await Task.Delay(wait < Shortest ? Shortest : wait, clock, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Nobody waits for what a round would still have done.
        }
    }

    private async Task<TimeSpan> TryAsync(CancellationToken stop)
    {
        try
        {
            return await round(stop);
        }
        catch (Exception e) when (!(e is OperationCanceledException && stop.IsCancellationRequested))
        {
            Log.Failed(logger, e);
            return AfterFailure;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Something that is done again and again met an error; it goes on a little later.")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
