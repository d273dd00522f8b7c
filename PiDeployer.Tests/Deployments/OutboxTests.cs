using PiDeployer.Deployments;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Deployments;

public sealed class OutboxTests
{
    private readonly OutboxCounts counts = new("status");

    [Theory(Timeout = 180_000)]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public async Task When_too_many_wait_one_is_dropped_and_told_of(bool dropsOldest, int first)
    {
        var log = new ListLogger<OutboxTests>();
        using var outbox = new Outbox("status", counts, log, dropsOldest);
        var sent = new List<int>();

        for (var i = 0; i <= Outbox.Capacity; i++)
        {
            var number = i;
            outbox.Add(Some.Deployment(), _ =>
            {
                sent.Add(number);
                return Task.FromResult<string?>(null);
            });
        }

        outbox.Start();
        await outbox.StopAsync(TimeSpan.FromSeconds(10));

        sent.ShouldBe(Enumerable.Range(first, Outbox.Capacity));
        log.Lines.ShouldHaveSingleItem().ShouldContain("was dropped: too many others are waiting");
        (counts.Sent, counts.Failed, counts.Dropped).ShouldBe((Outbox.Capacity, 0, 1));
    }

    [Fact(Timeout = 180_000)]
    public async Task What_did_not_arrive_is_counted_however_it_failed()
    {
        using var outbox = new Outbox("status", counts, new ListLogger<OutboxTests>(), dropsOldest: false);
        outbox.Add(Some.Deployment(), _ => Task.FromResult<string?>("they refused it"));
        outbox.Add(Some.Deployment(), _ => throw new InvalidOperationException());
        outbox.Add(Some.Deployment(), _ => throw new OperationCanceledException());
        outbox.Add(Some.Deployment(), _ => Task.FromResult<string?>(null));

        outbox.Start();
        await outbox.StopAsync(TimeSpan.FromSeconds(10));

        (counts.Sent, counts.Failed, counts.Dropped).ShouldBe((1, 3, 0));
    }
}
