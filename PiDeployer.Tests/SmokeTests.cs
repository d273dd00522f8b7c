using System.Net;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests;

public sealed class SmokeTests
{
    [Fact(Timeout = 60_000)]
    public async Task A_signed_push_is_deployed()
    {
        using var folder = new TempDirectory();
        var git = new GitRepository(folder, "shop");
        await using var server = await RunningServer.StartAsync(
            folder,
            $$"""
            projects:
              - { name: shop, repo: ann/shop, path: {{git.Checkout}}, deploy_mode: pull-only }
            """);
        var commit = git.Push("version.txt", "2", "second");

        using var answer = await server.SendAsync(Webhook.Push("ann/shop", commit: commit));

        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var result = await server.ResultAsync("shop");
        result["success"]?.GetValue<bool>().ShouldBeTrue();
        git.Head.ShouldBe(commit);
    }
}
