namespace PiDeployer.Tests.Infra;

/// <summary>Its time stands still until the test sets it, in UTC.</summary>
internal sealed class SettableClock(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    /// <summary>What the steady clock shows, which goes on whatever becomes of <see cref="Now"/>.</summary>
    public TimeSpan Steady { get; set; }

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Now.ToUniversalTime();

    public override long GetTimestamp() => Steady.Ticks;
}
