using System.Net;
using System.Text.Json.Nodes;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>Whatever a script does, its project can be deployed again afterwards, and nothing of it is left.</summary>
[Trait("Category", "EndToEnd")]
[Trait("Runs", "Once")]
public sealed class FreedSlotTests : IDisposable
{
    /// <summary>A timeout that is not reached.</summary>
    private const int Ample = 60;

    private readonly string nap = LiveProcesses.NapOfOurs();
    private readonly TempDirectory folder = new();

    [Theory(Timeout = 180_000)]
    [InlineData("trap '' TERM; bash -c \"trap '' TERM; sleep NAP & sleep NAP\" & wait; sleep NAP", "it took longer than its timeout", 3)]
    [InlineData("sleep NAP & echo done", null)]
    [InlineData("echo 'no end'; exit 3", "exited with 3")]
    [InlineData("head -c 10000000 /dev/zero | tr '\\0' x", null)]
    [InlineData("printf '\\377\\376 \\303('; kill -9 $$", "exited with 137")]
    public async Task The_slot_is_free_and_nothing_is_alive(string script, string? error, int timeout = Ample)
    {
        folder.WriteScript("deploy.sh", script.Replace("NAP", nap, StringComparison.Ordinal));
        await using var server = await StartAsync(timeout);

        var result = await DeployAsync(server);

        result.Flag("success").ShouldBe(error is null, result.ToJsonString());
        if (error is not null)
            result.Text("error").ShouldContain(error);
        LiveProcesses.WithArgument(nap).ShouldBeEmpty();
        folder.WriteScript("deploy.sh", "true");
        folder.Write("projects.yml", Yaml(Ample));
        await server.PostAsync("/reload").ShouldAnswerAsync(HttpStatusCode.OK);
        (await DeployAsync(server)).Flag("success").ShouldBeTrue();
    }

    [Fact(Timeout = 360_000)]
    public async Task Of_200_MB_the_log_keeps_the_end_and_the_memory_nothing()
    {
        folder.WriteScript("deploy.sh", "yes 'a line of what a build might print, with the-webhook-secret-of-the-tests in it' | head -c 200000000; echo; echo the end");
        await using var server = await StartAsync(timeout: 240);

        var result = await DeployAsync(server, TimeSpan.FromSeconds(240));

        result.Flag("success").ShouldBeTrue(result.ToJsonString());
        var end = (await server.LogsAsync("shop", lines: 3)).Split('\n');
        end[0].ShouldBe("a line of what a build might print, with *** in it");
        end[2].ShouldBe("the end");
        var logs = Directory.GetFiles(folder.File("logs"));
        logs.Length.ShouldBe(5);
        logs.Sum(log => new FileInfo(log).Length).ShouldBeLessThan(60_000_000);
        if (ProgramUnderTest.IsNative)
            LiveProcesses.PeakMemory(server.ProcessId).ShouldBeLessThan(48_000_000);
    }

    public void Dispose() => folder.Dispose();

    private Task<RunningServer> StartAsync(int timeout) => RunningServer.StartAsync(folder, Yaml(timeout));

    private string Yaml(int timeout) =>
        $"projects: [{{ name: shop, repo: ann/shop, path: {folder.Path}, deploy_mode: script-only, deploy_script: deploy.sh, timeout: {timeout} }}]";

    private static async Task<JsonNode> DeployAsync(RunningServer server, TimeSpan? patience = null)
    {
        await server.SendAsync(Webhook.Push("ann/shop")).ShouldAnswerAsync(HttpStatusCode.Accepted);
        return await server.ResultAsync("shop", patience);
    }
}
