using PiDeployer.Metrics;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Metrics;

public sealed class StartTimeTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private readonly SettableClock clock = new(Noon);

    [Fact]
    public void It_stays_what_it_was()
    {
        var start = new StartTime(clock);
        foreach (var minutes in new[] { 0, 1, 1000 })
        {
            clock.Steady = TimeSpan.FromMinutes(minutes);
            clock.Now = Noon.AddMinutes(minutes).AddMilliseconds(minutes); // A second that NTP took a while to put right.
            start.Seconds.ShouldBe(Noon.ToUnixTimeSeconds());
        }
    }

    [Fact]
    public void A_clock_that_was_years_behind_at_the_start_makes_it_no_wrong()
    {
        clock.Now = DateTimeOffset.UnixEpoch;
        var start = new StartTime(clock);
        clock.Steady = TimeSpan.FromMinutes(2);
        clock.Now = Noon;

        start.Seconds.ShouldBe(Noon.AddMinutes(-2).ToUnixTimeSeconds());
        clock.Steady += TimeSpan.FromHours(1);
        clock.Now += TimeSpan.FromHours(1);
        start.Seconds.ShouldBe(Noon.AddMinutes(-2).ToUnixTimeSeconds());
    }
}
