namespace PiDeployer.Tests.Infra;

/// <summary>Its time stands still, in UTC.</summary>
internal sealed class FixedClock(DateTimeOffset now) : TimeProvider
{
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => now.ToUniversalTime();
}
