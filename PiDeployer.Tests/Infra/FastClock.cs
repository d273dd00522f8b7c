namespace PiDeployer.Tests.Infra;

/// <summary>Its timers run a hundred times as fast as they should.</summary>
internal sealed class FastClock : TimeProvider
{
    private const int Factor = 100;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, Faster(dueTime), Faster(period));

    private static TimeSpan Faster(TimeSpan time) => time == Timeout.InfiniteTimeSpan ? time : time / Factor;
}
