namespace PiDeployer.Metrics;

/// <summary>
/// When the program started. A Pi without a battery for its clock may have been years behind then, so this is reckoned back from what the clock says now; and it
/// changes only where somebody has set the clock, since a change is how people find out that there was a restart.
/// </summary>
internal sealed class StartTime(TimeProvider clock)
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(2);

    private readonly Lock gate = new();
    private readonly long begun = clock.GetTimestamp();
    private DateTimeOffset told = clock.GetUtcNow();

    /// <summary>As Unix time.</summary>
    public double Seconds
    {
        get
        {
            lock (gate)
            {
                var reckoned = clock.GetUtcNow() - clock.GetElapsedTime(begun);
                if ((reckoned - told).Duration() > Tolerance)
                    told = reckoned;
                return told.ToUnixTimeMilliseconds() / 1000d;
            }
        }
    }
}
