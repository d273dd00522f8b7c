namespace PiDeployer.Deployments.Polling;

/// <summary>
/// Notices when somebody sets the clock on the wall. A Raspberry Pi begins with the time of its last end, and learns later that days have passed: what was seen in between
/// is younger than it looks.
/// </summary>
internal sealed class ClockJumps(TimeProvider clock)
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);

    private long steady = clock.GetTimestamp();
    private DateTimeOffset wall = clock.GetUtcNow();

    /// <summary>By how much the clock was set since the last look; 0 for what is no more than its own error.</summary>
    public TimeSpan Look()
    {
        var jump = clock.GetUtcNow() - wall - clock.GetElapsedTime(steady);
        (steady, wall) = (clock.GetTimestamp(), clock.GetUtcNow());
        return jump.Duration() > Tolerance ? jump : TimeSpan.Zero;
    }
}
