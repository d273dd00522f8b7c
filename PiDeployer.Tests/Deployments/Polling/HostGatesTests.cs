using PiDeployer.Deployments.Polling;

namespace PiDeployer.Tests.Deployments.Polling;

public sealed class HostGatesTests
{
    [Fact(Timeout = 180_000)]
    public async Task One_at_a_time_gets_through_to_a_host()
    {
        var gates = new HostGates();
        var first = await gates.EnterAsync("git.example.org", TestContext.Current.CancellationToken);
        var second = gates.EnterAsync("GIT.example.org", TestContext.Current.CancellationToken);
        using var other = await gates.EnterAsync("other.example.org", TestContext.Current.CancellationToken);
        second.IsCompleted.ShouldBeFalse();

        first.Dispose();

        (await second).Dispose();
    }

    [Fact(Timeout = 180_000)]
    public async Task Who_does_not_want_to_wait_any_more_takes_no_turn()
    {
        var gates = new HostGates();
        var first = await gates.EnterAsync("git.example.org", TestContext.Current.CancellationToken);
        await Should.ThrowAsync<OperationCanceledException>(() => gates.EnterAsync("git.example.org", new CancellationToken(canceled: true)));
        first.Dispose();

        (await gates.EnterAsync("git.example.org", TestContext.Current.CancellationToken)).Dispose();
    }
}
