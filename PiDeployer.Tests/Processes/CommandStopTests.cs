using System.Diagnostics;
using PiDeployer.Processes;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Processes;

public sealed class CommandStopTests : IDisposable
{
    /// <summary>On it the grace is never over, so that nothing is killed: what has ended has obeyed.</summary>
    private readonly SettableClock endless = new(DateTimeOffset.UnixEpoch);

    private readonly CommandRig rig = new();

    public void Dispose() => rig.Dispose();

    [Fact(Timeout = 180_000)]
    public async Task A_command_that_obeys_may_say_goodbye()
    {
        rig.Clock = endless;

        // The sleep is in the same group and ends too, about which bash would complain.
        await StopAsync("exec 2>/dev/null; trap 'echo goodbye; exit 0' TERM; echo ready; while :; do sleep 0.05; done");

        rig.Output.Lines.ShouldBe(["ready", "goodbye"]);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_command_that_ignores_SIGTERM_is_killed_after_the_grace()
    {
        var took = await StopAsync("trap '' TERM; echo ready; while :; do sleep 0.1; done");

        took.ShouldBeGreaterThan(CommandRunner.StopGrace);
    }

    [Fact(Timeout = 180_000)]
    public async Task Grandchildren_end_with_the_command()
    {
        rig.Clock = endless;

        await StopAsync("bash -c '(sleep 301 & sleep 302 &) ; sleep 303 & wait' & (sleep 304 &) ; echo ready; wait; sleep 305", processes: 6);
    }

    /// <returns>How long it took until nothing was left.</returns>
    private async Task<TimeSpan> StopAsync(string body, int processes = 1)
    {
        using var stop = new CancellationTokenSource();
        var running = rig.ScriptAsync(body, stop.Token);
        await rig.Output.WaitForAsync("ready");
        await rig.AreAliveAsync(count => count >= processes);

        var watch = Stopwatch.StartNew();
        await stop.CancelAsync();
        var result = await running;

        result.ShouldBe(new CommandResult.Stopped());
        await rig.NothingIsAliveAsync();
        return watch.Elapsed;
    }
}
