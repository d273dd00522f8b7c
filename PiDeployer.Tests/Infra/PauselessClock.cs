using System.Collections.Concurrent;
using PiDeployer.Outgoing;

namespace PiDeployer.Tests.Infra;

/// <summary>Pauses between tries are over at once; how long they should have been is kept. One try has the time that it has.</summary>
internal sealed class PauselessClock(TryLimits limits) : TimeProvider
{
    private readonly ConcurrentQueue<TimeSpan> pauses = new();

    /// <summary>In their order.</summary>
    public IReadOnlyList<TimeSpan> Pauses => [.. pauses];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime == limits.Try || dueTime == Timeout.InfiniteTimeSpan)
            return System.CreateTimer(callback, state, dueTime, period);
        pauses.Enqueue(dueTime);
        return System.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
