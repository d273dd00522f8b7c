using System.Net;
using System.Text.Json.Nodes;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

[Trait("Category", "EndToEnd")]
[Trait("Runs", "Once")]
public sealed class ScriptTests : IDisposable
{
    private readonly string nap = LiveProcesses.NapOfOurs();
    private readonly TempDirectory folder = new();

    [Fact(Timeout = 180_000)]
    public async Task A_script_wins_over_the_mode_and_sees_what_was_pulled()
    {
        // There is no compose file: the mode's own steps would fail.
        var git = new GitRepository(folder, "shop");
        folder.WriteScript("deploy.sh", "cat version.txt > ../seen");
        await using var server = await StartAsync("docker-compose");
        var commit = git.Push("version.txt", "2", "second");

        (await DeployAsync(server)).Flag("success").ShouldBeTrue();
        git.Head.ShouldBe(commit);
        (await File.ReadAllTextAsync(folder.File("seen"))).ShouldBe("2");
        (await server.LogsAsync("shop")).ShouldNotContain("docker");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_script_does_not_run_when_the_pull_failed()
    {
        var git = new GitRepository(folder, "shop");
        git.InCheckout("checkout", "-q", "-b", "experiment");
        folder.WriteScript("deploy.sh", "touch ../ran");
        await using var server = await StartAsync("pull-only");

        (await DeployAsync(server)).Flag("success").ShouldBeFalse();
        File.Exists(folder.File("ran")).ShouldBeFalse();
    }

    [Fact(Timeout = 180_000)]
    public async Task Script_only_does_not_pull()
    {
        var git = new GitRepository(folder, "shop");
        folder.WriteScript("deploy.sh", "cat version.txt > ../seen");
        await using var server = await StartAsync("script-only");
        var before = git.Head;
        git.Push("version.txt", "2", "second");

        (await DeployAsync(server)).Flag("success").ShouldBeTrue();
        git.Head.ShouldBe(before);
        git.InCheckout("rev-parse", "origin/main").ShouldBe(before);
        (await File.ReadAllTextAsync(folder.File("seen"))).ShouldBe("1");
    }

    [Fact(Timeout = 180_000)]
    public async Task The_log_has_the_old_layout_and_no_secret_in_it()
    {
        Directory.CreateDirectory(folder.File("shop"));
        folder.WriteScript("deploy.sh", $"echo 'the token is {RunningServer.Token}.'; echo 'to stderr: its-own-secret' >&2; sleep 0.3; [ ! -e fail ]");
        await using var server = await StartAsync("script-only", ", webhook_secret: its-own-secret");
        var script = folder.File("deploy.sh");
        var rule = new string('=', 60);

        await DeployAsync(server, "its-own-secret");
        folder.Write("shop/fail", "");
        var failed = await DeployAsync(server, "its-own-secret");

        var lines = await File.ReadAllLinesAsync(folder.File("logs/shop.log"));
        lines.Length.ShouldBe(13);
        (lines[0], lines[2], lines[6], lines[8]).ShouldBe((rule, rule, rule, rule));
        lines[1].ShouldMatch(@"^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\] shop - success \(\d+\.\ds\) *$");
        lines[3].ShouldBe($"$ {script}");
        lines[4..6].ShouldBe(["the token is ***.", "to stderr: ***"], ignoreOrder: true);
        lines[7].ShouldMatch(@"^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\] shop - failed \(\d+\.\ds\) *$");
        lines[12].ShouldBe($"failed: {script} exited with 1");
        failed.Text("error").ShouldBe($"{script} exited with 1");
        (await server.LogsAsync("shop")).ShouldBe(string.Join('\n', lines));
    }

    [Fact(Timeout = 180_000)]
    public async Task A_script_that_takes_too_long_is_ended_with_all_that_it_started()
    {
        Directory.CreateDirectory(folder.File("shop"));
        folder.WriteScript("deploy.sh", $"bash -c 'sleep {nap} & touch ../started; sleep {nap}' & sleep {nap}; touch ../finished");
        await using var server = await StartAsync("script-only", ", timeout: 5");

        var result = await DeployAsync(server);

        result.Flag("success").ShouldBeFalse();
        result.Text("error").ShouldBe("it took longer than its timeout of 5 s and was ended");
        result.Number("duration").ShouldBeInRange(5, 20);
        File.Exists(folder.File("started")).ShouldBeTrue();
        LiveProcesses.WithArgument(nap).ShouldBeEmpty();
        File.Exists(folder.File("finished")).ShouldBeFalse();
        (await server.LogsAsync("shop")).ShouldContain("shop - timeout (");

        folder.WriteScript("deploy.sh", "true");
        (await DeployAsync(server)).Flag("success").ShouldBeTrue();
    }

    public void Dispose() => folder.Dispose();

    private Task<RunningServer> StartAsync(string mode, string more = "") => RunningServer.StartAsync(
        folder,
        $"projects: [{{ name: shop, repo: ann/shop, path: {folder.File("shop")}, deploy_mode: {mode}, deploy_script: {folder.File("deploy.sh")}{more} }}]");

    private static async Task<JsonNode> DeployAsync(RunningServer server, string secret = RunningServer.Secret)
    {
        await server.SendAsync(Webhook.Push("ann/shop") with { Secret = secret }).ShouldAnswerAsync(HttpStatusCode.Accepted);
        return await server.ResultAsync("shop");
    }
}
