using PiDeployer.Deployments.Polling;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Deployments.Polling;

public sealed class ClockJumpsTests
{
    private readonly SettableClock clock = new(new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void Time_that_passes_is_no_jump_and_a_clock_that_is_set_is_one()
    {
        var jumps = new ClockJumps(clock);

        clock.Steady += TimeSpan.FromHours(2);
        clock.Now += TimeSpan.FromHours(2);
        jumps.Look().ShouldBe(TimeSpan.Zero);

        clock.Steady += TimeSpan.FromMinutes(1);
        clock.Now += TimeSpan.FromDays(3);
        jumps.Look().ShouldBe(TimeSpan.FromDays(3) - TimeSpan.FromMinutes(1));
        jumps.Look().ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void What_waits_is_younger_than_it_looked_and_what_is_done_stays_so()
    {
        var seen = new Dictionary<string, SeenImage> { ["web"] = new("b", clock.GetUtcNow(), IsDeployed: false), ["db"] = new("x", clock.GetUtcNow(), IsDeployed: true) };

        var later = SeenImages.Later(seen, TimeSpan.FromDays(3));

        later["web"].Since.ShouldBe(clock.GetUtcNow().AddDays(3));
        later["db"].ShouldBe(seen["db"]);
    }
}
