namespace PiDeployer.Deployments;

/// <summary>Does now and then what nobody asks for: each chore in turn, from the start of the program to its end. One that fails is tried again the next time.</summary>
/// <param name="clock">For the time in between.</param>
/// <param name="logger">Of what failed.</param>
/// <param name="chores">In their order.</param>
internal sealed partial class Upkeep(TimeProvider clock, ILogger<Upkeep> logger, params IReadOnlyList<Func<CancellationToken, Task>> chores) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource stopping = new();
    private Task running = Task.CompletedTask;

    public void Start() => running = Task.Run(() => RunAsync(stopping.Token), CancellationToken.None);

    public async Task StopAsync()
    {
        await stopping.CancelAsync();
        await running;
    }

    public void Dispose() => stopping.Dispose();

    private async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            do
            {
                foreach (var chore in chores)
                    await TryAsync(chore, stop);
            }
            while (await timer.WaitForNextTickAsync(stop));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The next start goes on with it.
        }
    }

    private async Task TryAsync(Func<CancellationToken, Task> chore, CancellationToken stop)
    {
        try
        {
            await chore(stop);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Log.Failed(logger, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Something that is done now and then met an error; it is tried again.")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
