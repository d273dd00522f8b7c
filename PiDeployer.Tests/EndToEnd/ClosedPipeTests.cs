using System.Net;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>How a script's commands meet a closed pipe depends on what the runtime does to signals, so both builds have to show it.</summary>
[Trait("Category", "EndToEnd")]
public sealed class ClosedPipeTests
{
    [Theory(Timeout = 180_000)]
    [InlineData("help", ">/dev/full")]
    [InlineData("check --json", ">/dev/full")]
    [InlineData("help", ">&-")]
    public async Task A_command_that_cannot_speak_says_so_in_a_line(string line, string redirection)
    {
        using var folder = new TempDirectory();
        var start = ProgramUnderTest.Start(folder.Path, line.Split(' '), new Dictionary<string, string>());

        var (code, said) = await Task.Run(() => Shell.TryRun("bash", "-c", $"cd {folder.Path}; {start.FileName} {string.Join(' ', start.ArgumentList)} {redirection}"));

        code.ShouldBe(1, said);
        said.ShouldStartWith("pi-deployer: its output, or a file, cannot be used: ");
        said.ShouldNotContain('\n');
    }

    [Fact(Timeout = 180_000)]
    public async Task A_scripts_pipe_ends_as_it_would_in_a_terminal()
    {
        using var folder = new TempDirectory();
        var script = folder.WriteScript("deploy.sh", "yes | head -n 1; echo status ${PIPESTATUS[0]}");
        await using var server = await RunningServer.StartAsync(
            folder, $"projects: [{{ name: shop, repo: ann/shop, path: {folder.Path}, deploy_mode: script-only, deploy_script: {script} }}]");

        using var answer = await server.SendAuthorizedAsync(HttpMethod.Post, "/deploy/shop");
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await server.ResultAsync("shop");

        (await server.LogsAsync("shop")).ShouldEndWith("y\nstatus 141");
    }
}
