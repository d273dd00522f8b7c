using PiDeployer.Pipelines;
using PiDeployer.Pipelines.Steps;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Pipelines.Steps;

public sealed class RestoreCommitTests : IDisposable
{
    private readonly StepRig rig = new();
    private readonly string good;

    public RestoreCommitTests()
    {
        Git.InCheckout("config", "user.name", "Ann Author"); // A stash is a commit.
        Git.InCheckout("config", "user.email", "ann@example.org");
        Git.Push("settings ä.txt", "theirs", "settings");
        good = Git.Push("gone.txt", "there", "one more file");
        Git.InDeveloper("rm", "-q", "gone.txt");
        Git.Push("settings ä.txt", "theirs, newer", "newer settings");
        Git.Push("version.txt", "2", "second");
        Git.InCheckout("pull", "-q");
    }

    private GitRepository Git => rig.Git;

    [Theory(Timeout = 180_000)]
    [InlineData("branch: main")]
    [InlineData("branch: '*'")]
    public async Task Only_the_changed_files_that_are_in_the_way_are_put_aside(string fields)
    {
        Git.Push("other.txt", "same in both", "before");
        Git.InCheckout("pull", "-q");
        var target = Git.Head;
        Git.Push("version.txt", "3", "third");
        Git.Push("settings ä.txt", "theirs, newest", "newest settings");
        Git.InCheckout("pull", "-q");
        foreach (var file in new[] { "version.txt", "settings ä.txt", "other.txt" })
            Git.Write(file, "mine");

        (await RunAsync(fields, target)).ShouldBe(new StepResult.Succeeded(), rig.Log.Text);

        (Git.Head, Git.Read("version.txt"), Git.Read("settings ä.txt"), Git.Read("other.txt")).ShouldBe((target, "2", "theirs, newer", "mine"));
        Git.InCheckout("-c", "core.quotePath=false", "stash", "show", "--name-only").ShouldBe("settings ä.txt\nversion.txt");
    }

    [Theory(Timeout = 180_000)]
    [InlineData("branch: main")]
    [InlineData("branch: '*'")]
    public async Task Files_that_git_does_not_know_are_not_touched_and_what_was_put_aside_comes_back(string fields)
    {
        var before = Git.Head;
        Git.Write("gone.txt", "mine");
        Git.Write("version.txt", "mine too");

        var failed = (await RunAsync(fields, good)).ShouldBeOfType<StepResult.Failed>();

        failed.Reason.ShouldContain("files that git does not know lie in the way");
        (Git.Head, Git.Read("gone.txt"), Git.Read("version.txt")).ShouldBe((before, "mine", "mine too"));
        Git.InCheckout("stash", "list").ShouldBeEmpty();
    }

    [Fact(Timeout = 180_000)]
    public async Task Commits_that_no_remote_has_are_kept_and_the_log_tells_how_to_get_them()
    {
        Git.Write("own.txt", "made here");
        Git.InCheckout("add", "own.txt");
        Git.InCheckout("commit", "-q", "-m", "made here");
        var own = Git.Head;

        (await RunAsync("branch: main", good)).ShouldBe(new StepResult.Succeeded(), rig.Log.Text);

        Git.Head.ShouldBe(good);
        var command = rig.Log.Text.Split('`').Single(text => text.Contains(" merge ", StringComparison.Ordinal));
        Shell.Run("bash", "-ec", command);
        Git.Head.ShouldBe(own);
        Git.Read("own.txt").ShouldBe("made here");
    }

    [Fact(Timeout = 180_000)]
    public async Task Commits_that_the_remote_has_need_not_be_kept()
    {
        (await RunAsync("branch: main", good)).ShouldBe(new StepResult.Succeeded(), rig.Log.Text);

        Git.Head.ShouldBe(good);
        Git.InCheckout("for-each-ref", "refs/pi-deployer").ShouldBeEmpty();
    }

    public void Dispose() => rig.Dispose();

    private Task<StepResult> RunAsync(string fields, string commit) =>
        new RestoreCommit(Some.CommitId(commit)).RunAsync(rig.Context(rig.Project(fields), null), TestContext.Current.CancellationToken);
}
