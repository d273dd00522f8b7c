using System.Net;
using System.Runtime.InteropServices;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>What stands beside a commit at its forge, from the push to the end.</summary>
[Trait("Category", "EndToEnd")]
[Trait("Runs", "Once")]
public sealed class ForgeFeedbackTests : IDisposable
{
    private readonly TempDirectory folder = new();

    public void Dispose() => folder.Dispose();

    [Fact(Timeout = 180_000)]
    public async Task A_push_is_pending_at_Gitea_and_then_it_is_a_success()
    {
        var git = new GitRepository(folder, "shop");
        var commit = git.Push("version.txt", "2", "second");
        await using var api = await ForgeApi.StartAsync();
        await using var server = await StartAsync(git, "true", "", ("GITEA_TOKEN", ForgeApi.Token), ("GITEA_URL", api.Address.AbsoluteUri), ("PUBLIC_URL", "https://pi.example.org/"));

        var id = await DeployAsync(server, commit);
        await api.ReceivedAsync(2);

        api.Requests.Select(request => request.Line).ShouldBe(Enumerable.Repeat($"POST /api/v1/repos/ann/shop/statuses/{commit}", 2));
        var log = $"https://pi.example.org/#/deployments/{id}";
        api.Requests[0].Body.ShouldBe($$"""{"state":"pending","target_url":"{{log}}","description":"Deploying","context":"pi-deployer/shop"}""");
        api.Requests[1].Body.ShouldMatch($$"""^\{"state":"success","target_url":"{{log}}","description":"Deployed in \d+\.\d s","context":"pi-deployer/shop"\}$""");
    }

    [Fact(Timeout = 180_000)]
    public async Task At_GitHub_it_is_a_deployment_too_and_a_failure_is_one()
    {
        var git = new GitRepository(folder, "shop");
        await using var api = await ForgeApi.StartAsync(ForgeReply.Created, ForgeReply.Numbered(77));
        await using var server = await StartAsync(git, "echo 'PASSWORD=hunter2'; exit 3", "", ("GITHUB_TOKEN", ForgeApi.Token), ("GITHUB_API_URL", api.Address.AbsoluteUri));

        await DeployAsync(server, git.Head);
        await api.ReceivedAsync(5);

        api.Requests.Select(request => request.Line).ShouldBe(
        [
            $"POST /repos/ann/shop/statuses/{git.Head}",
            "POST /repos/ann/shop/deployments",
            "POST /repos/ann/shop/deployments/77/statuses",
            $"POST /repos/ann/shop/statuses/{git.Head}",
            "POST /repos/ann/shop/deployments/77/statuses",
        ]);
        foreach (var end in api.Requests.Skip(3))
        {
            end.Body.ShouldStartWith("""{"state":"failure",""");
            end.Body.ShouldContain("exited with 3");
            end.Body.ShouldNotContain("hunter2");
        }
    }

    [Fact(Timeout = 180_000)]
    public async Task Where_the_pull_brings_a_newer_commit_both_hear_of_the_end_at_GitLab()
    {
        var git = new GitRepository(folder, "shop");
        var pushed = git.Push("version.txt", "2", "second");
        var newest = git.Push("version.txt", "3", "third");
        await using var api = await ForgeApi.StartAsync();
        await using var server = await StartAsync(git, "true", "forge: gitlab", ("GITLAB_TOKEN", ForgeApi.Token), ("GITLAB_URL", api.Address.AbsoluteUri));

        await DeployAsync(server, pushed);
        await api.ReceivedAsync(3);

        api.Requests.Select(request => (request.Line.Split('/')[^1], request.Body.Split('"')[3])).ShouldBe([(pushed, "running"), (pushed, "success"), (newest, "success")]);
        api.Requests[1].Body.ShouldContain($"With {newest[..7]}: Deployed in");
    }

    [Fact(Timeout = 180_000)]
    public async Task The_token_is_neither_in_a_log_nor_in_an_answer_nor_in_a_script()
    {
        var git = new GitRepository(folder, "shop");
        await using var api = await ForgeApi.StartAsync([.. Enumerable.Repeat(ForgeReply.Says(HttpStatusCode.Unauthorized, $"{ForgeApi.Token} is no token"), 10)]);
        folder.Write("token", $"{ForgeApi.Token}\n");
        await using var server = await StartAsync(
            git, $"env; echo {ForgeApi.Token[..10]}''{ForgeApi.Token[10..]}", "", ("GITHUB_TOKEN", ""), ("GITHUB_TOKEN_FILE", folder.File("token")), ("GITHUB_API_URL", api.Address.AbsoluteUri), ("COPY", ForgeApi.Token));

        await DeployAsync(server, git.Head);
        await Eventually.TrueAsync(() => server.Log.Count(line => line.Contains("commit status", StringComparison.Ordinal)) == 2, "two warnings");

        (await server.StatusAsync("shop")).Flag("success").ShouldBeTrue("What the forge makes of it is no matter of the deployment's.");
        server.Log.Count(line => line.Contains("of shop was not sent: GitHub answered 401 (*** is no token): the token in GITHUB_TOKEN is wrong or has expired.", StringComparison.Ordinal)).ShouldBe(2);
        var output = await server.LogsAsync("shop");
        output.ShouldContain("PATH=");
        output.ShouldNotContain("GITHUB_TOKEN");
        output.ShouldNotContain("COPY=");
        output.ShouldContain("***", Case.Sensitive, "The script printed it.");
        string.Join('\n', [.. server.Log, output, await server.Http.GetStringAsync("/config"), await server.Http.GetStringAsync("/status")]).ShouldNotContain(ForgeApi.Token);
    }

    [Theory(Timeout = 180_000)]
    [InlineData("", "")]
    [InlineData("forge: none", ForgeApi.Token)]
    public async Task Nothing_is_sent_without_a_token_or_where_nobody_wants_it(string forge, string token)
    {
        var git = new GitRepository(folder, "shop");
        await using var api = await ForgeApi.StartAsync();
        await using var server = await StartAsync(git, "true", forge, ("GITHUB_TOKEN", token), ("GITHUB_API_URL", api.Address.AbsoluteUri));

        await DeployAsync(server, git.Head);
        server.Signal(PosixSignal.SIGTERM);
        (await server.ExitAsync()).ShouldBe(0); // What there was to send would have been sent by now.

        api.Requests.ShouldBeEmpty();
        server.Log.ShouldNotContain(line => line.Contains("forge", StringComparison.OrdinalIgnoreCase));
    }

    [Fact(Timeout = 180_000)]
    public async Task A_forge_without_its_token_is_told_of_at_the_start_and_at_a_reload()
    {
        var git = new GitRepository(folder, "shop");
        await using var server = await StartAsync(git, "true", "forge: gitlab");
        const string Warning = "No forge hears how deployments of shop go: its forge is gitlab, and GITLAB_TOKEN is not set.";

        await Eventually.TrueAsync(() => server.Log.Count(line => line.Contains(Warning, StringComparison.Ordinal)) == 1, "a warning at the start");
        await server.SendAuthorizedAsync(HttpMethod.Post, "/reload").ShouldAnswerAsync(HttpStatusCode.OK);
        await Eventually.TrueAsync(() => server.Log.Count(line => line.Contains(Warning, StringComparison.Ordinal)) == 2, "and one at the reload");

        (await server.Http.GetAsync("/config").ShouldAnswerAsync(HttpStatusCode.OK))["projects"]?[0].Text("forge").ShouldBe("gitlab");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_forge_that_hangs_delays_neither_a_deployment_nor_the_end()
    {
        var git = new GitRepository(folder, "shop");
        await using var api = await ForgeApi.StartAsync([.. Enumerable.Repeat(ForgeReply.Hang, 100)]);
        await using var server = await StartAsync(git, "true", "", ("GITHUB_TOKEN", ForgeApi.Token), ("GITHUB_API_URL", api.Address.AbsoluteUri));

        for (var number = 0; number < 3; number++)
            await DeployAsync(server, git.Head);
        await api.ReceivedAsync(1);
        server.Signal(PosixSignal.SIGTERM);

        (await server.ExitAsync()).ShouldBe(0);
        server.Log.Count(line => line.Contains("was not sent: pi-deployer is stopping", StringComparison.Ordinal)).ShouldBe(6, "nobody has waited for any of the six to be given up");
    }

    private async Task<RunningServer> StartAsync(GitRepository git, string script, string forge, params (string Name, string Value)[] environment)
    {
        var path = folder.WriteScript("deploy.sh", script);
        return await RunningServer.StartAsync(
            folder,
            $$"""
            defaults: { {{forge}} }
            projects:
              - { name: shop, repo: ann/shop, path: {{git.Checkout}}, deploy_script: {{path}} }
            """,
            environment);
    }

    /// <summary>Pushes, waits until the slot is free again, and answers the deployment's id.</summary>
    private static async Task<string> DeployAsync(RunningServer server, string commit)
    {
        var answer = await server.SendAsync(Webhook.Push("ann/shop", commit: commit)).ShouldAnswerAsync(HttpStatusCode.Accepted);
        await Eventually.TrueAsync(async () => (await server.StatusAsync("shop")) is var status && status["last_id"]?.GetValue<string>() == answer.Text("id") && !status.Flag("deploying"), "its end");
        return answer.Text("id");
    }
}
