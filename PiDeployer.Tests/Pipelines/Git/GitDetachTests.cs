using PiDeployer.Pipelines;
using PiDeployer.Pipelines.Steps;
using PiDeployer.Tests.Infra;
using PiDeployer.Values;

namespace PiDeployer.Tests.Pipelines.Git;

public sealed class GitDetachTests : IDisposable
{
    private readonly StepRig rig = new();

    private GitRepository Git => rig.Git;

    [Fact(Timeout = 180_000)]
    public async Task The_branch_that_was_pushed_is_checked_out_and_no_branch_moves()
    {
        var before = Git.Head;
        var commit = Git.Push("version.txt", "2", "second", branch: "release/2");
        Git.Push("version.txt", "3", "third", branch: "release/3");

        var context = await SucceedAsync("branch: release/*", "release/2");

        (Git.Head, Git.Read("version.txt")).ShouldBe((commit, "2"));
        (context.Commit?.Id.Value, context.Commit?.Message, context.Before.Commit?.Value).ShouldBe((commit, "second", before));
        Git.InCheckout("branch", "--show-current").ShouldBeEmpty();
        Git.InCheckout("for-each-ref", "--format=%(refname) %(objectname)", "refs/heads").ShouldBe($"refs/heads/main {before}");
    }

    [Fact(Timeout = 180_000)]
    public async Task Branches_take_turns_in_one_checkout()
    {
        Git.Push("version.txt", "2", "second", branch: "release/2");
        Git.Push("version.txt", "3", "third", branch: "release/3");
        foreach (var (branch, content) in new[] { ("release/2", "2"), ("release/3", "3"), ("release/2", "2"), ("main", "1") })
        {
            await SucceedAsync("branch: '**'", branch);
            Git.Read("version.txt").ShouldBe(content);
        }
    }

    [Fact(Timeout = 180_000)]
    public async Task A_branch_may_take_the_place_of_a_folder_of_branches_and_the_other_way_round()
    {
        Git.Push("version.txt", "2", "second", branch: "release/2");
        await SucceedAsync("branch: '**'", "release/2");
        Git.InCheckout("fetch", "-q");
        Git.InDeveloper("push", "-q", "origin", ":release/2");
        Git.InDeveloper("checkout", "-q", "main");
        Git.InDeveloper("branch", "-q", "-D", "release/2");
        Git.Push("version.txt", "3", "third", branch: "release");

        await SucceedAsync("branch: '**'", "release");
        Git.Read("version.txt").ShouldBe("3");
    }

    [Theory(Timeout = 180_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_tag_that_was_pushed_is_checked_out_and_known(bool annotated)
    {
        var commit = Git.Push("version.txt", "2", "second");
        Git.PushTag("v1", annotated);
        Git.Push("version.txt", "3", "third");

        await SucceedAsync("tags: v*", "refs/tags/v1");

        (Git.Head, Git.Read("version.txt")).ShouldBe((commit, "2"));
        Git.InCheckout("describe", "--tags", "--exact-match").ShouldBe("v1");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_tag_that_was_moved_is_followed()
    {
        Git.PushTag("latest", annotated: true);
        await SucceedAsync("tags: latest", "refs/tags/latest");
        var commit = Git.Push("version.txt", "2", "second");
        Git.PushTag("latest", annotated: true);

        await SucceedAsync("tags: latest", "refs/tags/latest");
        Git.Head.ShouldBe(commit);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_tag_and_a_branch_of_one_name_are_two_things()
    {
        Git.Push("version.txt", "tagged", "second");
        Git.PushTag("v1");
        Git.InDeveloper("checkout", "-q", "-b", "other");
        Git.Push("version.txt", "branch", "third", branch: "other");
        Git.InDeveloper("push", "-q", "origin", "other:refs/heads/v1");

        await SucceedAsync("branch: v*, tags: v*", "refs/tags/v1");
        Git.Read("version.txt").ShouldBe("tagged");
        await SucceedAsync("branch: v*, tags: v*", "refs/heads/v1");
        Git.Read("version.txt").ShouldBe("branch");
    }

    [Fact(Timeout = 180_000)]
    public async Task Rewritten_history_is_followed()
    {
        Git.Push("version.txt", "2", "second");
        await SucceedAsync("branch: '*'", "main");
        Git.InDeveloper("commit", "-q", "--amend", "-m", "rewritten");
        var commit = Git.Push("version.txt", "3", "on top of the rewritten one");

        await SucceedAsync("branch: '*'", "main");
        Git.Head.ShouldBe(commit);
    }

    [Fact(Timeout = 180_000)]
    public async Task By_hand_the_branch_is_deployed_where_there_is_one()
    {
        var commit = Git.Push("version.txt", "2", "second");

        await SucceedAsync("branch: main, tags: v*", null);
        Git.Head.ShouldBe(commit);
    }

    [Theory(Timeout = 180_000)]
    [InlineData("branch: release/*")]
    [InlineData("tags: v*")]
    public async Task By_hand_nobody_can_say_which_of_several(string fields)
    {
        var before = Git.Head;

        (await FailAsync(fields, null)).ShouldBe("nobody said which of the project's branches or tags; the next push of one will say it");
        Git.Head.ShouldBe(before);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_branch_that_is_gone_again_fails()
    {
        var before = Git.Head;

        (await FailAsync("branch: '*'", "gone")).ShouldEndWith("the remote does not have it any more");
        Git.Head.ShouldBe(before);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_change_in_the_way_fails_and_is_still_there()
    {
        Git.Write("version.txt", "changed by hand");
        Git.Push("version.txt", "2", "second", branch: "next");

        (await FailAsync("branch: '*'", "next")).ShouldContain($"somebody changed files in {Git.Checkout}");
        Git.Read("version.txt").ShouldBe("changed by hand");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_new_file_in_the_way_fails_and_is_still_there()
    {
        Git.Write("new.txt", "written by hand");
        Git.Push("new.txt", "pushed", "second", branch: "next");

        (await FailAsync("branch: '*'", "next")).ShouldContain("files that git does not know lie in the way");
        Git.Read("new.txt").ShouldBe("written by hand");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_folder_that_is_no_checkout_fails()
    {
        Directory.Delete(Path.Combine(Git.Checkout, ".git"), recursive: true);

        (await FailAsync("branch: '*'", "main")).ShouldContain("is not a git checkout; clone ann/shop there");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_checkout_without_a_commit_gets_its_first_one()
    {
        Directory.Delete(Git.Checkout, recursive: true);
        Shell.Run("git", "init", "-q", Git.Checkout);
        Git.InCheckout("remote", "add", "origin", Git.Remote);

        (await SucceedAsync("branch: '*'", "main")).Before.Commit.ShouldBeNull();
        Git.Read("version.txt").ShouldBe("1");
    }

    public void Dispose() => rig.Dispose();

    private async Task<StepContext> SucceedAsync(string fields, string? pushed)
    {
        var (context, result) = await RunAsync(fields, pushed);
        result.ShouldBe(new StepResult.Succeeded(), rig.Log.Text);
        return context;
    }

    private async Task<string> FailAsync(string fields, string? pushed) => (await RunAsync(fields, pushed)).Result.ShouldBeOfType<StepResult.Failed>().Reason;

    private async Task<(StepContext Context, StepResult Result)> RunAsync(string fields, string? pushed)
    {
        var context = rig.Context(rig.Project(fields), pushed is null ? null : GitRef.Parse(pushed));
        return (context, await new GitPull().RunAsync(context, TestContext.Current.CancellationToken));
    }
}
