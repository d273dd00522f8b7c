using System.Diagnostics;
using PiDeployer.Processes;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Processes;

/// <summary>What a command leaves running when it has ended itself.</summary>
public sealed class CommandBackgroundTests : IDisposable
{
    private const string Note = "[pi-deployer] A process left in the background";

    private readonly CommandRig rig = new();

    public void Dispose() => rig.Dispose();

    [Fact(Timeout = 180_000)]
    public async Task A_process_that_holds_the_output_is_ended_when_the_drain_is_over()
    {
        var watch = Stopwatch.StartNew();

        (await rig.ScriptAsync("echo begun; sleep 300 & exit 4")).ShouldBe(new CommandResult.Exited(4));

        watch.Elapsed.ShouldBeGreaterThan(CommandRunner.DrainLimit);
        rig.Output.Lines[0].ShouldBe("begun");
        rig.Output.Text.ShouldContain(Note);
        await rig.NothingIsAliveAsync();
    }

    [Fact(Timeout = 180_000)]
    public async Task A_process_that_left_the_group_and_holds_the_output_does_not_hang_the_run()
    {
        (await rig.ScriptAsync("echo begun; setsid bash -c 'touch left; exec sleep 300' & until [ -e left ]; do sleep 0.05; done; exit 0")).ShouldBe(new CommandResult.Exited(0));

        rig.Output.Text.ShouldContain(Note);
        await rig.AreAliveAsync(count => count == 1); // It left on purpose, and is nobody's to kill.
    }

    [Fact(Timeout = 180_000)]
    public async Task A_process_whose_output_goes_elsewhere_is_left_alone()
    {
        (await rig.ScriptAsync("echo begun; { touch away; exec sleep 300; } >/dev/null 2>&1 & until [ -e away ]; do sleep 0.05; done; exit 0")).ShouldBe(new CommandResult.Exited(0));

        rig.Output.Lines.ShouldBe(["begun"], "nothing was awaited, nor ended");
        await rig.AreAliveAsync(count => count == 1);
    }
}
