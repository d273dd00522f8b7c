using PiDeployer.Deployments;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Deployments;

public sealed class RoundsTests
{
    private readonly ListLogger<Rounds> log = new();

    [Fact(Timeout = 180_000)]
    public async Task A_round_that_fails_is_followed_by_another_whatever_it_failed_with()
    {
        var rounds = 0;
        using var running = new Rounds(_ => ++rounds < 3 ? throw (rounds == 1 ? new InvalidOperationException() : new OperationCanceledException()) : Task.FromResult(TimeSpan.FromHours(1)), new FastClock(), log);

        running.Start();
        await Eventually.TrueAsync(() => rounds == 3, "the third round");
        await running.StopAsync();

        log.Lines.Count.ShouldBe(2);
    }

    [Fact(Timeout = 180_000)]
    public async Task It_ends_in_the_middle_of_a_round_and_of_a_pause()
    {
        using var pausing = new Rounds(_ => Task.FromResult(TimeSpan.FromDays(1)), TimeProvider.System, log);
        using var busy = new Rounds(async stop =>
        {
            await Task.Delay(Timeout.Infinite, stop);
            return TimeSpan.Zero;
        }, TimeProvider.System, log);

        pausing.Start();
        busy.Start();
        await pausing.StopAsync();
        await busy.StopAsync();

        log.Lines.ShouldBeEmpty();
    }
}
