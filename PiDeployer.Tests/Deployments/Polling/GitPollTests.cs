using PiDeployer.Deployments;
using PiDeployer.Deployments.Polling;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Deployments.Polling;

/// <summary>What is deployed because a real remote has something else than before.</summary>
[Takes(15)]
public sealed class GitPollTests
{
    [Fact(Timeout = 180_000)]
    public async Task A_push_that_nobody_told_of_is_deployed_once()
    {
        using var rig = await StartAsync();
        await rig.LookAsync();
        rig.Found.ShouldBeEmpty();

        var commit = rig.Git.Push("a.txt", "1", "second\n\nwith more");
        await rig.LookAsync();
        rig.Found.ShouldBe([$"shop refs/heads/main {commit}"]);
        var entry = rig.Rig.Coordinator.InFlight().ShouldHaveSingleItem();
        (entry.Author, entry.Message).ShouldBe(("Ann Author", "second\n\nwith more"));

        await rig.EndAllAsync();
        await rig.LookAsync();
        rig.Found.Count.ShouldBe(1);
        rig.Log.Lines.ShouldContain(line => line.Contains("A push to main of shop was found by polling", StringComparison.Ordinal));
    }

    [Fact(Timeout = 180_000)]
    public async Task At_the_first_look_the_checkout_says_what_is_missing()
    {
        using var rig = await StartAsync();
        var commit = rig.Git.Push("a.txt", "1", "second");

        await rig.LookAsync();

        rig.Found.ShouldBe([$"shop refs/heads/main {commit}"]);
    }

    [Theory(Timeout = 180_000)]
    [InlineData("Failed")]
    [InlineData("TimedOut")]
    [InlineData("RolledBack")]
    public async Task What_did_not_end_well_is_not_tried_again_and_again(string end)
    {
        using var rig = await StartAsync();
        await rig.LookAsync();
        rig.Git.Push("a.txt", "1", "second");
        await rig.LookAsync();
        await rig.EndAllAsync(Enum.Parse<DeploymentState>(end));
        await rig.LookAsync();
        rig.Found.Count.ShouldBe(1);

        rig.Git.Push("a.txt", "2", "third");
        await rig.LookAsync();
        rig.Found.Count.ShouldBe(2);
    }

    [Fact(Timeout = 180_000)]
    public async Task What_a_webhook_told_of_is_noted_while_it_is_deployed_and_afterwards()
    {
        using var rig = await StartAsync();
        await rig.LookAsync();
        var held = await rig.WebhookAsync(rig.Git.Push("a.txt", "1", "second"));
        await rig.LookAsync();
        await held.EndAsync(DeploymentState.Failed);
        await rig.LookAsync();

        held = await rig.WebhookAsync(rig.Git.Push("a.txt", "2", "third"));
        await held.EndAsync(DeploymentState.Succeeded);
        await rig.LookAsync();

        rig.Found.ShouldBeEmpty();
    }

    [Fact(Timeout = 180_000)]
    public async Task While_something_else_is_deployed_it_waits_for_the_next_look()
    {
        using var rig = await StartAsync();
        await rig.LookAsync();
        var held = await rig.HeldAsync(rig.Rig.Wish("shop"));
        var commit = rig.Git.Push("a.txt", "1", "second");
        await rig.LookAsync();
        rig.Found.ShouldBeEmpty();

        await held.EndAsync(DeploymentState.Succeeded);
        await rig.LookAsync();
        rig.Found.ShouldBe([$"shop refs/heads/main {commit}"]);
    }

    [Fact(Timeout = 180_000)]
    public async Task Going_back_by_hand_is_not_undone()
    {
        using var rig = await StartAsync();
        await rig.LookAsync();
        var first = rig.Git.Head;
        await (await rig.WebhookAsync(rig.Git.Push("a.txt", "1", "second"))).EndAsync(DeploymentState.Succeeded); // And nobody looks before somebody goes back.
        await (await rig.HeldAsync(rig.Rig.Wish("shop") with { Trigger = DeploymentTrigger.Rollback, Commit = new(Some.CommitId(first), "", "", null) })).EndAsync(DeploymentState.Succeeded);

        await rig.LookAsync();
        await rig.LookAsync();

        rig.Found.ShouldBeEmpty();
    }

    [Fact(Timeout = 180_000)]
    public async Task A_branch_that_was_moved_back_is_deployed()
    {
        using var rig = await StartAsync();
        var first = rig.Git.Head;
        rig.Git.Push("a.txt", "1", "second");
        await rig.LookAsync();
        await rig.EndAllAsync();
        rig.Git.InDeveloper("push", "-q", "--force", "origin", $"{first}:refs/heads/main");

        await rig.LookAsync();

        rig.Found.Count.ShouldBe(2);
        rig.Found[^1].ShouldEndWith(first);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_commit_that_wants_to_be_skipped_is_noted()
    {
        using var rig = await StartAsync();
        await rig.LookAsync();
        rig.Git.Push("a.txt", "1", "second [skip deploy]");
        await rig.LookAsync();
        await rig.LookAsync();

        rig.Found.ShouldBeEmpty();
        rig.Log.Lines.Count(line => line.Contains("was skipped: The commit's message says [skip deploy]", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact(Timeout = 180_000)]
    public async Task What_was_seen_outlives_the_process()
    {
        using var rig = await StartAsync("branch: 'release/*'");
        rig.Git.Push("a.txt", "1", "one", "release/1");
        await rig.LookAsync();
        var file = Path.Combine(rig.SeenFolder, "shop");
        var seen = await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken);
        seen.Length.ShouldBe(3);
        seen[0].ShouldBe("refs/heads/release/*");
        seen[2].ShouldEndWith(" refs/heads/release/1");

        var written = File.GetLastWriteTimeUtc(file);
        await rig.LookAsync();
        File.GetLastWriteTimeUtc(file).ShouldBe(written, "Nothing has changed, so nothing is written.");
        rig.Poll.Forget(_ => true);
        File.Exists(file).ShouldBeTrue();
        rig.Poll.Forget(_ => false);
        File.Exists(file).ShouldBeFalse();
    }

    [Fact(Timeout = 180_000)]
    public async Task Of_patterns_what_is_there_is_noted_and_what_comes_is_deployed()
    {
        using var rig = await StartAsync("branch: 'release/*'");
        rig.Git.Push("a.txt", "1", "one", "release/1");
        rig.Git.Push("a.txt", "2", "two", "other");
        await rig.LookAsync();
        rig.Found.ShouldBeEmpty();

        var first = rig.Git.Push("a.txt", "3", "three", "release/2");
        rig.Git.Push("a.txt", "4", "four", "other");
        await rig.LookAsync();
        await rig.EndAllAsync();
        var second = rig.Git.Push("a.txt", "5", "five", "release/1");
        await rig.LookAsync();

        rig.Found.ShouldBe([$"shop refs/heads/release/2 {first}", $"shop refs/heads/release/1 {second}"]);
    }

    [Fact(Timeout = 180_000)]
    public async Task Under_another_pattern_everything_is_only_noted_again()
    {
        using var rig = await StartAsync("branch: 'release/*'");
        rig.Git.Push("a.txt", "1", "one", "release/1");
        rig.Git.Push("a.txt", "2", "two", "feature/1");
        await rig.LookAsync();
        rig.Reload("branch: 'feature/*'");
        await rig.LookAsync();

        rig.Found.ShouldBeEmpty();
    }

    [Fact(Timeout = 180_000)]
    public async Task Of_several_tags_at_once_the_highest_version_is_deployed()
    {
        using var rig = await StartAsync("branch: , tags: 'v*'");
        await rig.LookAsync();
        rig.Git.PushTag("v1.9");
        rig.Git.Push("a.txt", "1", "second");
        rig.Git.PushTag("v1.10", annotated: true);
        var commit = rig.Git.InDeveloper("rev-parse", "v1.10^{commit}");
        await rig.LookAsync();
        await rig.EndAllAsync();
        await rig.LookAsync();

        rig.Found.ShouldBe([$"shop refs/tags/v1.10 {commit}"]);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_branch_gets_its_environment_and_loses_it()
    {
        using var rig = await StartAsync("branch: 'feature/**', deploy_mode: compose-update, environments: { ports: 8100-8109 }");
        await rig.LookAsync();
        var commit = rig.Git.Push("a.txt", "1", "one", "feature/a");
        var other = rig.Git.Push("a.txt", "2", "two", "feature/b/c");
        await rig.LookAsync();
        rig.Found.ShouldBe([$"shop-feature-a refs/heads/feature/a {commit}", $"shop-feature-b-c refs/heads/feature/b/c {other}"], ignoreOrder: true);
        await rig.EndAllAsync();

        rig.Git.InDeveloper("push", "-q", "origin", ":feature/a");
        await rig.LookAsync();
        await rig.LookAsync();

        rig.Found.Count.ShouldBe(3);
        rig.Found[^1].ShouldBe("shop-feature-a removed");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_branch_that_is_not_there_is_told_of()
    {
        using var rig = await StartAsync("branch: nowhere");

        (await rig.AskAsync()).ShouldBe(new PollOutcome.Failed("the remote has no branch nowhere", "the remote has no branch nowhere"));
    }

    [Fact(Timeout = 180_000)]
    public async Task What_git_says_is_for_the_log_and_not_for_everybody()
    {
        using var rig = await StartAsync();
        rig.Git.InCheckout("remote", "set-url", "origin", "http://ann:correct-horse@127.0.0.1:1/shop.git");

        var failed = (await rig.AskAsync()).ShouldBeOfType<PollOutcome.Failed>();

        failed.Reason.ShouldStartWith("git ls-remote exited with 128: ");
        failed.Reason.ShouldNotContain("correct-horse");
        failed.Brief.ShouldBe("git ls-remote exited with 128");
    }

    private static async Task<PollRig> StartAsync(string fields = "branch: main")
    {
        var rig = new PollRig(fields);
        await rig.Rig.RecoverAsync();
        return rig;
    }
}
