using System.Net;
using System.Text.Json.Nodes;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>Pushes to real repositories that do not count, and those beside them that do. Each test's project has its checkout's name.</summary>
[Trait("Category", "EndToEnd")]
[Trait("Runs", "Once")]
public sealed class ConditionsTests(ConditionsTests.Fixture fixture) : IClassFixture<ConditionsTests.Fixture>
{
    private const string TooSlow = "git took too long";

    private readonly RunningServer server = fixture.Server;

    [Fact(Timeout = 180_000)]
    public async Task A_word_in_the_message_skips_one_push_and_not_the_next()
    {
        var git = new GitRepository(fixture.Folder, "words");

        await SkippedAsync("words", git, "version.txt", "The commit's message says [skip ci]", "second [skip ci]");

        var third = git.Push("version.txt", "3", "third");
        await DeployedAsync("words", third);
        git.Head.ShouldBe(third);
    }

    [Fact(Timeout = 180_000)]
    public async Task Only_a_push_that_touches_the_paths_is_deployed()
    {
        var git = new GitRepository(fixture.Folder, "paths");
        await DeployedAsync("paths", git.Push("docs/first.md", "x", "the first one is deployed, whatever it touches"));

        await SkippedAsync("paths", git, "docs/more.md", "no change under paths: src/**, deploy.sh");
        await DeployedAsync("paths", git.Push("src/a.txt", "x", "third"));
        await DeployedAsync("paths", git.Push("deploy.sh", "x", "fourth"));
        await SkippedAsync("paths", git, "src.txt", "no change under paths: src/**, deploy.sh");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_push_of_nothing_but_ignored_files_is_skipped()
    {
        var git = new GitRepository(fixture.Folder, "ignored");
        await DeployedAsync("ignored", git.Push("a.txt", "x", "first"));

        await SkippedAsync("ignored", git, "docs/deep/more.md", "no change but under paths_ignore: **/*.md");
        await DeployedAsync("ignored", git.Push("docs/deep/more.txt", "x", "third"));
    }

    [Fact(Timeout = 180_000)]
    public async Task What_came_with_pushes_that_were_not_deployed_counts_too()
    {
        var git = new GitRepository(fixture.Folder, "several");
        await DeployedAsync("several", git.Push("a.txt", "x", "first"));
        await SkippedAsync("several", git, "src/a.txt", "The commit's message says [skip ci]", "second [skip ci]");

        await DeployedAsync("several", git.Push("docs/a.md", "x", "third"));
    }

    [Fact(Timeout = 180_000)]
    public async Task After_a_failure_every_push_is_deployed()
    {
        var git = new GitRepository(fixture.Folder, "failing");
        await DeployedAsync("failing", git.Push("src/run.sh", "exit 0", "first"));
        await DeployedAsync("failing", git.Push("src/run.sh", "exit 1", "second"), success: false);

        // What is there then is the same as what was deployed before the failure; and yet it is not what runs.
        await DeployedAsync("failing", git.Push("src/run.sh", "exit 0", "third"));
        await SkippedAsync("failing", git, "docs/a.md", "no change under paths: src/**");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_last_deployment_that_the_checkout_does_not_know_is_no_reason_to_skip()
    {
        var git = new GitRepository(fixture.Folder, "unknown");
        await DeployedAsync("unknown", git.Push("a.txt", "x", "first"));

        await ToldAsync("unknown", "git diff exited with 128", async () =>
        {
            git.Push("docs/a.md", $"{Guid.NewGuid()}", "second");
            Directory.Delete(git.Checkout, recursive: true);
            Shell.Run("git", "clone", "-q", "--depth", "1", $"file://{git.Remote}", git.Checkout);
            var before = Unclear("unknown").Length;
            await DeployedAsync("unknown", git.Push("docs/b.md", $"{Guid.NewGuid()}", "third"));
            await Eventually.TrueAsync(() => Unclear("unknown").Length > before, "the log says why it was deployed");
            return Unclear("unknown")[^1].Split(": ")[0];
        });
    }

    [Fact(Timeout = 180_000)]
    public async Task A_remote_that_does_not_answer_is_no_reason_to_skip()
    {
        var git = new GitRepository(fixture.Folder, "silent");
        await DeployedAsync("silent", git.Push("a.txt", "x", "first"));
        git.InCheckout("remote", "set-url", "origin", "/nowhere");

        await DeployedAsync("silent", git.Push("docs/a.md", "x", "second"), success: false);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_remote_that_hangs_is_not_waited_for_longer_than_a_forge_waits()
    {
        var git = new GitRepository(fixture.Folder, "hanging");
        await DeployedAsync("hanging", git.Push("a.txt", "x", "first"));
        git.InCheckout("remote", "set-url", "origin", "ssh://nowhere/hanging");
        git.InCheckout("config", "core.sshCommand", "sleep 300 #");

        var id = await SendAsync("hanging", git.Push("docs/a.md", "x", "second")).ShouldAcceptAsync();
        await Eventually.TrueAsync(() => Unclear("hanging").Contains(TooSlow), "the log says so");
        await server.PostAsync($"/deployments/{id}/cancel").ShouldAnswerAsync(HttpStatusCode.Accepted); // Else its pull would hang too.
        (await server.EndedAsync(id)).Text("state").ShouldBe("cancelled");
    }

    [Fact(Timeout = 180_000)]
    public async Task Of_several_projects_those_with_a_change_are_deployed_and_the_others_are_named()
    {
        var git = new GitRepository(fixture.Folder, "mono");
        Shell.Run("git", "clone", "-q", git.Remote, fixture.Folder.File("mono-web"));
        await SendAsync("mono", git.Push("a.txt", "x", "first")).ShouldAnswerAsync(HttpStatusCode.Accepted);
        await server.ResultAsync("mono");
        await server.ResultAsync("mono-web");

        var commit = "";
        await ToldAsync("mono", "mono-web, of mono-web: accepted, mono: skipped", async () =>
        {
            commit = git.Push("web/a.txt", $"{Guid.NewGuid()}", "second");
            var answer = await SendAsync("mono", commit).ShouldAnswerAsync(HttpStatusCode.Accepted);
            (await ResultAsync("mono-web", commit)).Flag("success").ShouldBeTrue();
            await server.ResultAsync("mono");
            return $"{answer.Text("project")}, of {string.Join(", ", answer["projects"].ShouldBeOfType<JsonArray>().Select(one => $"{one.Text("project")}: {one.Text("status")}"))}";
        });
        (await server.StatusAsync("mono")).Text("commit").ShouldNotBe(commit);

        await ToldAsync("mono", "OK: no change under paths: api/**; no change under paths: web/**", async () =>
        {
            using var answer = await SendAsync("mono", git.Push("docs/a.md", $"{Guid.NewGuid()}", "third"));
            await server.ResultAsync("mono");
            await server.ResultAsync("mono-web");
            return $"{answer.StatusCode}: {(await answer.ShouldBeAsync(answer.StatusCode))["reason"]}";
        });
    }

    [Fact(Timeout = 180_000)]
    public async Task What_a_project_follows_is_shown()
    {
        (await server.StatusAsync("words"))["tags"].ShouldBeNull();
        var status = await server.StatusAsync("tagged");
        (status.Text("branch"), status["tags"]?.ToJsonString()).ShouldBe(("", """["v*"]"""));

        var config = await server.Http.GetAsync(new Uri("/config", UriKind.Relative), TestContext.Current.CancellationToken);
        var project = (await config.ShouldBeAsync(HttpStatusCode.OK))["projects"].ShouldBeOfType<JsonArray>().Single(one => one.Text("name") == "tagged").ShouldNotBeNull();
        (project.Text("branch"), project["tags"]?.ToJsonString(), project["paths"]?.ToJsonString(), project["paths_ignore"]?.ToJsonString())
            .ShouldBe(("", """["v*"]""", """["src/**"]""", """["**/*.md"]"""));
    }

    private Task<HttpResponseMessage> SendAsync(string name, string commit, string message = "a change") =>
        server.SendAsync(Webhook.Push($"ann/{name}", commit: commit, message: message));

    private async Task DeployedAsync(string name, string commit, bool success = true)
    {
        await SendAsync(name, commit).ShouldAnswerAsync(HttpStatusCode.Accepted);
        (await ResultAsync(name, commit)).Flag("success").ShouldBe(success);
    }

    private async Task<JsonNode> ResultAsync(string name, string commit)
    {
        var result = await server.ResultAsync(name);
        result.Text("commit").ShouldBe(commit);
        return result;
    }

    /// <summary>Pushes a change of this file.</summary>
    private async Task SkippedAsync(string name, GitRepository git, string file, string reason, string message = "a change")
    {
        await ToldAsync(name, new JsonObject { ["status"] = "skipped", ["reason"] = reason }.ToJsonString(), async () =>
        {
            var commit = git.Push(file, $"{Guid.NewGuid()}", message);
            var before = await StateAsync();
            using var answer = await SendAsync(name, commit, message);
            if (answer.StatusCode == HttpStatusCode.Accepted)
                await ResultAsync(name, commit);
            else
                (await StateAsync()).ShouldBe(before);
            return (await answer.ShouldBeAsync(answer.StatusCode)).ToJsonString();
        });

        async Task<(string Head, string Status)> StateAsync() => (git.Head, (await server.StatusAsync(name)).ToJsonString());
    }

    /// <summary>Pushes until this is told. Where git takes longer than a forge waits, as on a machine that stands still, a push is deployed whatever it changes; only then there is another.</summary>
    private async Task ToldAsync(string name, string expected, Func<Task<string>> push)
    {
        for (var before = Slow(); await push() is var told && told != expected; before = Slow())
            await Eventually.TrueAsync(() => Slow() > before, $"{TooSlow}, which alone excuses that this was told: {told}\nand not this: {expected}");

        int Slow() => Unclear(name).Count(reason => reason == TooSlow);
    }

    /// <summary>Why it could not be found out what pushes changed, for projects whose names begin so.</summary>
    private string[] Unclear(string name) =>
    [
        .. server.Log.Where(line => line.Contains($"A push for {name}", StringComparison.Ordinal))
            .Select(line => line.Split(" is deployed, since what it changed could not be found out: ")).Where(parts => parts.Length == 2).Select(parts => parts[1]),
    ];

    public sealed class Fixture() : SharedServer(
        """
        defaults: { deploy_mode: pull-only }
        projects:
          - { name: words, repo: ann/words, path: '{folder}/words' }
          - { name: paths, repo: ann/paths, path: '{folder}/paths', paths: [src/**, deploy.sh] }
          - { name: ignored, repo: ann/ignored, path: '{folder}/ignored', paths_ignore: '**/*.md' }
          - { name: several, repo: ann/several, path: '{folder}/several', paths: src/** }
          - { name: failing, repo: ann/failing, path: '{folder}/failing', paths: src/**, deploy_script: '{folder}/run.sh' }
          - { name: unknown, repo: ann/unknown, path: '{folder}/unknown', paths: src/** }
          - { name: silent, repo: ann/silent, path: '{folder}/silent', paths: src/** }
          - { name: hanging, repo: ann/hanging, path: '{folder}/hanging', paths: src/** }
          - { name: mono, repo: ann/mono, path: '{folder}/mono', paths: api/** }
          - { name: mono-web, repo: ann/mono, path: '{folder}/mono-web', paths: web/** }
          - { name: tagged, repo: ann/tagged, path: '{folder}/tagged', tags: v*, paths: src/**, paths_ignore: '**/*.md' }
        """)
    {
        protected override void Prepare() => Folder.WriteScript("run.sh", "bash src/run.sh");
    }
}
