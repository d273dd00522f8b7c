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
        var (result, took) = await TimedAsync("echo begun; sleep 300 & exit 4");

        result.ShouldBe(new CommandResult.Exited(4));
        took.ShouldBeInRange(CommandRunner.DrainLimit, CommandRunner.DrainLimit + TimeSpan.FromSeconds(3));
        rig.Output.Lines[0].ShouldBe("begun");
        rig.Output.Text.ShouldContain(Note);
        await rig.NothingIsAliveAsync();
    }

    [Fact(Timeout = 180_000)]
    public async Task A_process_that_left_the_group_and_holds_the_output_does_not_hang_the_run()
    {
        var (result, took) = await TimedAsync("echo begun; setsid sleep 300 & sleep 0.3; exit 0");

        result.ShouldBe(new CommandResult.Exited(0));
        took.ShouldBeLessThan(CommandRunner.DrainLimit + CommandRunner.StopGrace + CommandRunner.DrainLimit + TimeSpan.FromSeconds(3));
        rig.Output.Text.ShouldContain(Note);
        rig.Alive().ShouldHaveSingleItem("It left on purpose, and is nobody's to kill.");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_process_whose_output_goes_elsewhere_is_left_alone()
    {
        var (result, took) = await TimedAsync("echo begun; sleep 300 >/dev/null 2>&1 & exit 0");

        result.ShouldBe(new CommandResult.Exited(0));
        took.ShouldBeLessThan(CommandRunner.DrainLimit);
        rig.Output.Lines.ShouldBe(["begun"]);
        rig.Alive().ShouldHaveSingleItem();
    }

    private async Task<(CommandResult Result, TimeSpan Took)> TimedAsync(string body)
    {
        var watch = Stopwatch.StartNew();
        var result = await rig.ScriptAsync(body);
        return (result, watch.Elapsed);
    }
}
