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

    [Theory(Timeout = 60_000)]
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

    [Theory(Timeout = 60_000)]
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

    public void Dispose() => rig.Dispose();

    private Task<StepResult> RunAsync(string fields, string commit) =>
        new RestoreCommit(Some.CommitId(commit)).RunAsync(rig.Context(rig.Project(fields), null), TestContext.Current.CancellationToken);
}
