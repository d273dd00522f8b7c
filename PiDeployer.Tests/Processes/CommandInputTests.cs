using PiDeployer.Processes;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Processes;

public sealed class CommandInputTests : IDisposable
{
    private readonly CommandRig rig = new();

    public void Dispose() => rig.Dispose();

    [Fact(Timeout = 180_000)]
    public async Task A_command_reads_its_input_and_then_the_end()
    {
        var result = await rig.RunAsync(new Command("cat", [], "/") { Input = "grüße\nand more"u8.ToArray() }, CancellationToken.None);

        result.ShouldBe(new CommandResult.Exited(0));
        rig.Output.Text.ShouldBe("grüße\nand more\n");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_command_without_input_reads_the_end_at_once()
    {
        (await rig.RunAsync(new Command("cat", [], "/"), CancellationToken.None)).ShouldBe(new CommandResult.Exited(0));

        rig.Output.Text.ShouldBe("");
    }

    [Theory(Timeout = 180_000)]
    [InlineData("exec true")]
    [InlineData("sleep 0.2; exit 0")]
    public async Task A_command_that_does_not_want_to_read_is_not_made_to(string script)
    {
        var path = rig.Folder.WriteScript("script.sh", script);

        (await rig.RunAsync(new Command(path, [], "/") { Input = new byte[60 * 1024] }, CancellationToken.None)).ShouldBe(new CommandResult.Exited(0));
    }
}
