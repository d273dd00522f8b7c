using System.Diagnostics;
using PiDeployer.Processes;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Processes;

public sealed class CommandStopTests : IDisposable
{
    private readonly CommandRig rig = new();

    public void Dispose() => rig.Dispose();

    [Fact(Timeout = 180_000)]
    public async Task A_command_that_obeys_may_say_goodbye()
    {
        // The sleep is in the same group and ends too, about which bash would complain.
        var took = await StoppedAsync("exec 2>/dev/null; trap 'echo goodbye; exit 0' TERM; echo ready; while :; do sleep 0.05; done");

        rig.Output.Lines.ShouldBe(["ready", "goodbye"]);
        took.ShouldBeLessThan(CommandRunner.StopGrace);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_command_that_ignores_SIGTERM_is_killed_after_the_grace()
    {
        var took = await StoppedAsync("trap '' TERM; echo ready; while :; do sleep 0.1; done");

        took.ShouldBeInRange(CommandRunner.StopGrace, CommandRunner.StopGrace + TimeSpan.FromSeconds(4));
    }

    [Fact(Timeout = 180_000)]
    public async Task Grandchildren_end_with_the_command()
    {
        var took = await StoppedAsync("bash -c '(sleep 301 & sleep 302 &) ; sleep 303 & wait' & (sleep 304 &) ; sleep 0.2; echo ready; wait; sleep 305", processes: 6);

        took.ShouldBeLessThan(CommandRunner.StopGrace);
    }

    private async Task<TimeSpan> StoppedAsync(string body, int processes = 1)
    {
        using var stop = new CancellationTokenSource();
        var running = rig.ScriptAsync(body, stop.Token);
        await rig.Output.WaitForAsync("ready");
        rig.Alive().Count.ShouldBeGreaterThanOrEqualTo(processes);

        var watch = Stopwatch.StartNew();
        await stop.CancelAsync();
        var result = await running;

        result.ShouldBe(new CommandResult.Stopped());
        await rig.NothingIsAliveAsync();
        return watch.Elapsed;
    }
}
