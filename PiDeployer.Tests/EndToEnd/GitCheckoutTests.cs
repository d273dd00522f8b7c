using System.Net;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>Checkouts that are not what the project says they are: nothing in them may be touched.</summary>
[Trait("Category", "EndToEnd")]
public sealed class GitCheckoutTests(GitCheckoutTests.Fixture fixture) : IClassFixture<GitCheckoutTests.Fixture>
{
    private readonly RunningServer server = fixture.Server;

    [Fact(Timeout = 180_000)]
    public async Task Another_branch_checked_out_fails_and_both_are_named()
    {
        var git = new GitRepository(fixture.Folder, "elsewhere");
        git.InCheckout("checkout", "-q", "-b", "experiment");

        (await FailAsync(git, "elsewhere")).ShouldBe(
            $"the branch experiment is checked out in {git.Checkout}, but the project names main; `git -C {git.Checkout} checkout main` mends it");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_branch_in_a_folder_of_the_project_s_name_is_another_branch()
    {
        // Asked for refs/heads/main, git also lists refs/heads/main/experiment where there is no main.
        var git = new GitRepository(fixture.Folder, "nested");
        git.InCheckout("checkout", "-q", "--detach");
        git.InCheckout("branch", "-q", "-D", "main");
        git.InCheckout("checkout", "-q", "-b", "main/experiment");

        (await FailAsync(git, "nested")).ShouldContain("the branch main/experiment is checked out");
    }

    [Fact(Timeout = 180_000)]
    public async Task No_branch_checked_out_fails()
    {
        var git = new GitRepository(fixture.Folder, "detached");
        git.InCheckout("checkout", "-q", "--detach");

        (await FailAsync(git, "detached")).ShouldStartWith($"no branch is checked out in {git.Checkout}, but the project names main");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_branch_that_tracks_another_fails_and_both_are_named()
    {
        var git = new GitRepository(fixture.Folder, "tracking");
        git.Push("version.txt", "next", "another branch", branch: "next");
        git.InDeveloper("checkout", "-q", "main");
        git.InCheckout("fetch", "-q");
        git.InCheckout("branch", "-q", "--set-upstream-to", "origin/next");

        (await FailAsync(git, "tracking")).ShouldStartWith("the checkout's branch main tracks refs/heads/next, not main");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_branch_that_tracks_nothing_is_pulled_from_origin()
    {
        var git = new GitRepository(fixture.Folder, "trackless");
        git.InCheckout("branch", "-q", "--unset-upstream");
        var commit = git.Push("version.txt", "2", "second");

        await server.SendAsync(Webhook.Push("ann/trackless")).ShouldAnswerAsync(HttpStatusCode.Accepted);
        (await server.ResultAsync("trackless")).Flag("success").ShouldBeTrue();
        git.Head.ShouldBe(commit);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_checkout_that_belongs_to_somebody_else_fails_with_the_two_ways_out()
    {
        Assert.SkipUnless(Environment.UserName == "root", "Only root can give a folder away.");
        var git = new GitRepository(fixture.Folder, "foreign");
        git.Push("version.txt", "2", "second");
        Shell.Run("chown", "-R", "nobody", git.Checkout);
        await server.SendAsync(Webhook.Push("ann/foreign")).ShouldAnswerAsync(HttpStatusCode.Accepted);
        var result = await server.ResultAsync("foreign");

        result.Text("error").ShouldContain("belongs to another user than root");
        result.Text("error").ShouldContain($"`git config --global --add safe.directory {git.Checkout}`");
        git.Read("version.txt").ShouldBe("1");

        Shell.Run("chown", "-R", "root", git.Checkout);
        await server.SendAsync(Webhook.Push("ann/foreign")).ShouldAnswerAsync(HttpStatusCode.Accepted);
        (await server.ResultAsync("foreign")).Flag("success").ShouldBeTrue();
    }

    [Fact(Timeout = 180_000)]
    public async Task A_folder_that_is_gone_fails()
    {
        await server.SendAsync(Webhook.Push("ann/gone")).ShouldAnswerAsync(HttpStatusCode.Accepted);

        (await server.ResultAsync("gone")).Text("error")
            .ShouldBe($"there is no folder {fixture.Folder.File("gone")}; clone ann/gone there");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_folder_that_is_no_checkout_fails()
    {
        Directory.CreateDirectory(fixture.Folder.File("bare"));
        await server.SendAsync(Webhook.Push("ann/bare")).ShouldAnswerAsync(HttpStatusCode.Accepted);

        (await server.ResultAsync("bare")).Text("error").ShouldContain($"{fixture.Folder.File("bare")} is not a git checkout; clone ann/bare there");
    }

    private async Task<string> FailAsync(GitRepository git, string name)
    {
        var before = git.Head;
        git.Push("version.txt", "2", "second");
        await server.SendAsync(Webhook.Push($"ann/{name}")).ShouldAnswerAsync(HttpStatusCode.Accepted);
        var result = await server.ResultAsync(name);

        result.Flag("success").ShouldBeFalse();
        git.Head.ShouldBe(before);
        git.Read("version.txt").ShouldBe("1");
        return result.Text("error");
    }

    public sealed class Fixture() : SharedServer(
        string.Join('\n', [
            "defaults: { deploy_mode: pull-only }", "projects:",
            .. "elsewhere nested detached tracking trackless foreign gone bare".Split(' ')
                .Select(name => $"  - {{ name: {name}, repo: ann/{name}, path: '{{folder}}/{name}' }}"),
        ]),
        // The tester's own git may trust every folder; this one trusts none.
        ("GIT_CONFIG_GLOBAL", "/dev/null"),
        ("GIT_CONFIG_NOSYSTEM", "1"));
}
