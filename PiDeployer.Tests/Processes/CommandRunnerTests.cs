using System.Collections.Immutable;
using PiDeployer.Processes;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Processes;

public sealed class CommandRunnerTests : IDisposable
{
    private readonly CommandRig rig = new();

    public void Dispose() => rig.Dispose();

    [Fact(Timeout = 180_000)]
    public async Task A_command_that_succeeds_has_exit_code_0()
    {
        var result = await rig.ScriptAsync("echo hello; echo to the other pipe >&2");

        result.ShouldBe(new CommandResult.Exited(0));
        rig.Output.Lines.ShouldBe(["hello", "to the other pipe"], ignoreOrder: true);
        await rig.NothingIsAliveAsync();
    }

    [Fact(Timeout = 180_000)]
    public async Task A_command_that_fails_has_its_own_exit_code()
    {
        var result = await rig.ScriptAsync("exit 3");

        result.ShouldBe(new CommandResult.Exited(3));
        await rig.NothingIsAliveAsync();
    }

    [Theory(Timeout = 180_000)]
    [InlineData("KILL", 137)]
    [InlineData("TERM", 143)]
    public async Task A_command_that_a_signal_ended_has_128_plus_the_signal(string signal, int code)
    {
        var result = await rig.ScriptAsync($"kill -{signal} $$; sleep 30");

        result.ShouldBe(new CommandResult.Exited(code));
        await rig.NothingIsAliveAsync();
    }

    [Fact(Timeout = 180_000)]
    public async Task A_command_that_asks_a_question_reads_an_end_of_file()
    {
        var result = await rig.ScriptAsync("read -r answer || echo 'nobody answers'");

        result.ShouldBe(new CommandResult.Exited(0));
        rig.Output.Lines.ShouldBe(["nobody answers"]);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_command_gets_the_given_environment_and_nothing_beside_it()
    {
        var command = new Command("env", [], rig.Folder.Path) { Environment = ImmutableDictionary<string, string>.Empty.Add("DEPLOYER_BRANCH", "main") };

        var result = await rig.RunAsync(command, CancellationToken.None);

        result.ShouldBe(new CommandResult.Exited(0));
        var expected = rig.Environment.Add("DEPLOYER_BRANCH", "main").Select(variable => $"{variable.Key}={variable.Value}");
        rig.Output.Lines.ShouldBe(expected, ignoreOrder: true);
        Environment.GetEnvironmentVariables().Count.ShouldBeGreaterThan(3, "The test proves something only where there is more to inherit.");
    }

    [Fact(Timeout = 180_000)]
    public async Task Arguments_reach_the_command_as_they_are()
    {
        string[] arguments = ["two words", "$HOME", "'\"", "*", "", "--", "a\nb"];
        var script = rig.Folder.WriteScript("arguments.sh", """printf '<%s>' "$@" """);

        await rig.RunAsync(new Command(script, [.. arguments], rig.Folder.Path), CancellationToken.None);

        rig.Output.Text.ShouldBe(string.Concat(arguments.Select(argument => $"<{argument}>")) + "\n");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_command_runs_in_its_folder_and_in_a_session_of_its_own()
    {
        await rig.ScriptAsync("pwd; cut -d' ' -f5,6 /proc/$$/stat; echo $$");

        rig.Output.Lines[0].ShouldBe(rig.Folder.Path);
        rig.Output.Lines[1].ShouldBe($"{rig.Output.Lines[2]} {rig.Output.Lines[2]}");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_command_that_writes_to_a_closed_pipe_ends_as_it_would_in_a_terminal()
    {
        await rig.ScriptAsync("yes | head -n 1; echo ${PIPESTATUS[0]}");

        rig.Output.Lines.ShouldBe(["y", "141"]);
        await rig.NothingIsAliveAsync();
    }

    [Fact(Timeout = 180_000)]
    public async Task A_command_is_not_started_once_the_caller_has_asked_to_stop()
    {
        var result = await rig.ScriptAsync("touch it-ran", new CancellationToken(canceled: true));

        result.ShouldBe(new CommandResult.Stopped());
        File.Exists(rig.Folder.File("it-ran")).ShouldBeFalse();
    }
}
