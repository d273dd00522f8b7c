using System.Net;
using System.Text.Json.Nodes;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>What a push does to a real checkout with a real remote. The project has its checkout's name, which each test makes for itself.</summary>
[Trait("Category", "EndToEnd")]
public sealed class GitPullTests(GitPullTests.Fixture fixture) : IClassFixture<GitPullTests.Fixture>
{
    private readonly RunningServer server = fixture.Server;

    [Fact(Timeout = 180_000)]
    public async Task A_push_is_pulled()
    {
        var git = new GitRepository(fixture.Folder, "plain");
        var commit = git.Push("version.txt", "2", "second");

        var result = await DeployAsync("plain");

        result.Flag("success").ShouldBeTrue();
        result.Text("commit").ShouldBe(commit);
        git.Head.ShouldBe(commit);
        git.Read("version.txt").ShouldBe("2");
    }

    [Fact(Timeout = 180_000)]
    public async Task What_is_fetched_counts_and_not_what_the_push_says()
    {
        var git = new GitRepository(fixture.Folder, "hint");
        var newest = git.Push("version.txt", "2", "second");

        (await DeployAsync("hint", commit: new string('b', 40))).Text("commit").ShouldBe(newest);
    }

    [Fact(Timeout = 180_000)]
    public async Task History_that_has_diverged_fails_and_nothing_is_merged()
    {
        var git = new GitRepository(fixture.Folder, "diverged");
        Commit(git, "local.txt", "made here");
        var before = git.Head;
        git.Push("version.txt", "2", "second");

        var result = await DeployAsync("diverged");

        result.Flag("success").ShouldBeFalse();
        result.Text("error").ShouldContain("nothing was merged");
        git.Head.ShouldBe(before);
        git.Read("version.txt").ShouldBe("1");
        git.InCheckout("status", "--porcelain").ShouldBeEmpty();
    }

    [Fact(Timeout = 180_000)]
    public async Task A_configured_rebase_is_not_done_either()
    {
        var git = new GitRepository(fixture.Folder, "rebase");
        git.InCheckout("config", "pull.rebase", "true");
        git.InCheckout("config", "branch.main.rebase", "true");
        git.InCheckout("config", "pull.ff", "false");
        Commit(git, "local.txt", "made here");
        var before = git.Head;
        git.Push("version.txt", "2", "second");

        (await DeployAsync("rebase")).Flag("success").ShouldBeFalse();
        git.Head.ShouldBe(before);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_forced_push_fails_and_nothing_is_thrown_away()
    {
        var git = new GitRepository(fixture.Folder, "forced");
        var before = git.Head;
        git.InDeveloper("commit", "-q", "--amend", "-m", "rewritten");
        git.Push("version.txt", "2", "on top of the rewritten one");

        (await DeployAsync("forced")).Flag("success").ShouldBeFalse();
        git.Head.ShouldBe(before);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_change_in_the_way_fails_and_is_still_there()
    {
        var git = new GitRepository(fixture.Folder, "dirty");
        fixture.Folder.Write("dirty/version.txt", "changed by hand");
        var before = git.Head;
        git.Push("version.txt", "2", "second");

        var result = await DeployAsync("dirty");

        result.Text("error").ShouldContain("somebody changed files");
        git.Read("version.txt").ShouldBe("changed by hand");
        git.Head.ShouldBe(before);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_new_file_in_the_way_fails_and_is_still_there()
    {
        var git = new GitRepository(fixture.Folder, "untracked");
        fixture.Folder.Write("untracked/new.txt", "written by hand");
        git.Push("new.txt", "pushed", "second");

        (await DeployAsync("untracked")).Flag("success").ShouldBeFalse();
        git.Read("new.txt").ShouldBe("written by hand");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_change_that_is_not_in_the_way_stays_and_the_push_is_pulled()
    {
        var git = new GitRepository(fixture.Folder, "touched");
        fixture.Folder.Write("touched/version.txt", "changed by hand");
        var commit = git.Push("other.txt", "pushed", "second");

        (await DeployAsync("touched")).Flag("success").ShouldBeTrue();
        git.Head.ShouldBe(commit);
        git.Read("version.txt").ShouldBe("changed by hand");
        git.Read("other.txt").ShouldBe("pushed");
    }

    private static void Commit(GitRepository git, string file, string content)
    {
        File.WriteAllText(Path.Combine(git.Checkout, file), content);
        git.InCheckout("add", "--all");
        git.InCheckout("commit", "-q", "-m", "made here");
    }

    private async Task<JsonNode> DeployAsync(string name, string commit = "0123456789abcdef0123456789abcdef01234567")
    {
        await server.SendAsync(Webhook.Push($"ann/{name}", commit: commit)).ShouldAnswerAsync(HttpStatusCode.Accepted);
        return await server.ResultAsync(name);
    }

    public sealed class Fixture() : SharedServer(
        string.Join('\n', [
            "defaults: { deploy_mode: pull-only }", "projects:",
            .. "plain hint diverged rebase forced dirty untracked touched".Split(' ')
                .Select(name => $"  - {{ name: {name}, repo: ann/{name}, path: '{{folder}}/{name}' }}"),
        ]));
}
