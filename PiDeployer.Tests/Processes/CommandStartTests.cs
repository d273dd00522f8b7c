using PiDeployer.Processes;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Processes;

/// <summary>Why a command could not be started, in words for the person who has to mend it.</summary>
public sealed class CommandStartTests : IDisposable
{
    private readonly CommandRig rig = new();

    private string Folder => rig.Folder.Path;

    public void Dispose() => rig.Dispose();

    [Fact]
    public Task A_program_that_is_not_installed() =>
        NotStartedAsync("no-such-program", "no-such-program: not found in PATH (/usr/local/bin:/usr/bin:/bin); is it installed?");

    [Fact]
    public Task A_path_where_nothing_is() => NotStartedAsync($"{Folder}/deploy.sh", $"{Folder}/deploy.sh: no such file");

    [Fact]
    public Task A_relative_path_where_nothing_is() => NotStartedAsync("scripts/deploy.sh", "scripts/deploy.sh: no such file");

    [Fact]
    public Task A_folder_as_the_program() => NotStartedAsync(Folder, $"{Folder}: is a folder, not a program");

    [Fact]
    public Task A_missing_interpreter() =>
        NotStartedAsync(Script("#!/usr/bin/python4\n"), $"{Folder}/deploy.sh: interpreter /usr/bin/python4 not found");

    [Theory]
    [InlineData("#!/usr/bin/env python4\n", "python4")]
    [InlineData("#!/usr/bin/env -S python4 -u\n", "python4")]
    [InlineData("#! /usr/bin/env LANG=C python4\n", "python4")]
    public Task A_missing_interpreter_behind_env(string shebang, string missing) =>
        NotStartedAsync(Script(shebang), $"{Folder}/deploy.sh: interpreter /usr/bin/env {missing} not found");

    [Theory]
    [InlineData("#!/bin/bash\r\necho hello\r\n", "/bin/bash")]
    [InlineData("#!/usr/bin/env bash\r\necho hello\r\n", "/usr/bin/env bash")]
    public Task Windows_line_ends(string text, string interpreter) => NotStartedAsync(
        Script(text),
        $"{Folder}/deploy.sh: interpreter {interpreter} not found, because the file has Windows line ends; `sed -i 's/\\r$//' {Folder}/deploy.sh` mends it");

    [Fact]
    public Task A_missing_run_bit()
    {
        var script = rig.Folder.Write("deploy.sh", "#!/bin/bash\ntouch it-ran\n");
        return NotStartedAsync(script, $"{script}: permission denied; `chmod +x {script}` makes it runnable");
    }

    [Fact]
    public async Task A_folder_that_is_gone()
    {
        var result = await rig.RunAsync(new Command("true", [], $"{Folder}/gone"), CancellationToken.None);

        result.ShouldBe(new CommandResult.NotStarted($"true: the folder {Folder}/gone to run it in does not exist"));
    }

    [Theory(Timeout = 180_000)]
    [InlineData("#!/bin/bash\n")]
    [InlineData("#!/usr/bin/env bash\n")]
    [InlineData("#! /usr/bin/env -S bash -e\n")]
    [InlineData("")]
    public async Task A_script_whose_interpreter_is_there_is_started(string shebang)
    {
        var result = await rig.RunAsync(new Command(Script($"{shebang}echo hello\n"), [], Folder), CancellationToken.None);

        result.ShouldBe(new CommandResult.Exited(0));
        rig.Output.Lines.ShouldBe(["hello"]);
    }

    private string Script(string text)
    {
        var path = rig.Folder.WriteScript("deploy.sh", "");
        File.WriteAllText(path, text);
        return path;
    }

    private async Task NotStartedAsync(string program, string reason)
    {
        var result = await rig.RunAsync(new Command(program, [], Folder), CancellationToken.None);

        result.ShouldBe(new CommandResult.NotStarted(reason));
        rig.Output.Text.ShouldBeEmpty();
        rig.Alive().ShouldBeEmpty();
    }
}
