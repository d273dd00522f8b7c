using PiDeployer.Outgoing;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Outgoing;

public sealed class TriesTests
{
    [Fact(Timeout = 180_000)]
    public async Task A_message_is_tried_for_minutes_and_no_pause_is_longer_than_one()
    {
        var pauses = await PausesAsync(TryLimits.Patient, new Reply.TryLater(null, "nobody is there"));

        pauses.Count.ShouldBe(10);
        pauses.ShouldAllBe(pause => pause <= TimeSpan.FromMinutes(1));
        pauses.Aggregate((one, other) => one + other).ShouldBeGreaterThan(TimeSpan.FromMinutes(2));
    }

    [Fact(Timeout = 180_000)]
    public async Task A_pause_that_is_asked_for_may_be_longer() =>
        (await PausesAsync(TryLimits.Patient, new Reply.TryLater(TimeSpan.FromMinutes(4), "busy"))).ShouldAllBe(pause => pause == TimeSpan.FromMinutes(4));

    [Fact(Timeout = 180_000)]
    public async Task What_is_soon_old_news_is_given_up_soon()
    {
        (await PausesAsync(TryLimits.Usual, new Reply.TryLater(null, "nobody is there"))).Count.ShouldBe(4);
        (await PausesAsync(TryLimits.Once, new Reply.TryLater(null, "nobody is there"))).ShouldBeEmpty();
    }

    private static async Task<IReadOnlyList<TimeSpan>> PausesAsync(TryLimits limits, Reply reply)
    {
        var clock = new PauselessClock(limits);
        await new Tries("Acme", limits, clock).RunAsync(_ => Task.FromResult(reply), CancellationToken.None);
        return clock.Pauses;
    }
}
