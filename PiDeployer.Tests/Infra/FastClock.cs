namespace PiDeployer.Tests.Infra;

/// <summary>Its timers run a hundred times as fast as they should.</summary>
internal sealed class FastClock : TimeProvider
{
    private const int Factor = 100;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new FastTimer(System.CreateTimer(callback, state, Faster(dueTime), Faster(period)));

    private static TimeSpan Faster(TimeSpan time) => time == Timeout.InfiniteTimeSpan ? time : time / Factor;

    /// <summary>Also when it is set anew, as Polly and the framework set those of a timeout.</summary>
    private sealed class FastTimer(ITimer timer) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(Faster(dueTime), Faster(period));

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
