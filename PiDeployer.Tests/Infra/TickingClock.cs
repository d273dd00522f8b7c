namespace PiDeployer.Tests.Infra;

/// <summary>Its time goes on by a second whenever somebody looks, in UTC.</summary>
internal sealed class TickingClock : TimeProvider
{
    private long looks;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddSeconds(Interlocked.Increment(ref looks));
}
