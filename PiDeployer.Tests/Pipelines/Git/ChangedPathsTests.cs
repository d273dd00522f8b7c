using PiDeployer.Pipelines.Git;
using PiDeployer.Tests.Infra;
using PiDeployer.Values;

namespace PiDeployer.Tests.Pipelines.Git;

[Takes(20)]
public sealed class ChangedPathsTests : IDisposable
{
    private readonly StepRig rig = new();
    private readonly CommitId first;

    public ChangedPathsTests() => first = Some.CommitId(rig.Git.Head);

    private GitRepository Git => rig.Git;

    [Theory(Timeout = 180_000)]
    [InlineData("src/a.txt", "paths: src")]
    [InlineData("src/a.txt", "paths: src/")]
    [InlineData("src/a.txt", "paths: src/**")]
    [InlineData("src/deep/a.txt", "paths: src/**")]
    [InlineData("src/deep/a.txt", "paths: '*/deep/'")]
    [InlineData("src/deep/a.txt", "paths: '**/*.txt'")]
    [InlineData("a.txt", "paths: '**/*.txt'")]
    [InlineData("a.txt", "paths: '*.txt'")]
    [InlineData("src/a.txt", "paths: [docs, src]")]
    [InlineData("with space/größe.txt", "paths: with space/gr*")]
    [InlineData("src/a.txt", "paths_ignore: docs/**")]
    [InlineData("src/a.txt", "paths: src/**, paths_ignore: '**/*.md'")]
    public async Task A_change_that_counts_is_seen(string file, string fields)
    {
        Git.Push(file, "changed", "second");

        (await AskAsync(fields)).ShouldBe(new ChangedPaths.Touched());
    }

    [Theory(Timeout = 180_000)]
    [InlineData("docs/a.txt", "paths: src/**")]
    [InlineData("srcs/a.txt", "paths: src")]
    [InlineData("Src/a.txt", "paths: src")]
    [InlineData("other/src/a.txt", "paths: src/**")]
    [InlineData("src/deep/a.txt", "paths: src/*.txt")]
    [InlineData("docs/a.md", "paths: '*.md'")]
    [InlineData("docs/a.txt", "paths_ignore: docs")]
    [InlineData("docs/a.txt", "paths_ignore: docs/**")]
    [InlineData("deep/a.md", "paths_ignore: ['**/*.md', x]")]
    [InlineData("src/a.md", "paths: src/**, paths_ignore: '**/*.md'")]
    [InlineData("a.txt", "paths: src/**, paths_ignore: '**/*.md'")]
    public async Task A_change_that_does_not_is_none(string file, string fields)
    {
        Git.Push(file, "changed", "second");

        (await AskAsync(fields)).ShouldBe(new ChangedPaths.Untouched());
    }

    [Fact(Timeout = 180_000)]
    public async Task Everything_since_the_last_deployment_counts_and_not_only_the_last_push()
    {
        Git.Push("src/a.txt", "changed", "second");
        var second = Git.Push("docs/a.md", "changed", "third");

        (await AskAsync("paths: src/**")).ShouldBe(new ChangedPaths.Touched());
        (await AskAsync("paths: src/**", since: Some.CommitId(second))).ShouldBe(new ChangedPaths.Untouched());
    }

    [Fact(Timeout = 180_000)]
    public async Task A_file_that_was_moved_away_or_removed_has_changed()
    {
        var second = Git.Push("src/a.txt", "a text of some length, which is the same afterwards", "second");
        Git.InDeveloper("mv", "src/a.txt", "a.txt");
        Git.Push("other.txt", "x", "third");

        (await AskAsync("paths: src/**", since: Some.CommitId(second))).ShouldBe(new ChangedPaths.Touched());
        (await AskAsync("paths_ignore: ['src/**', other.txt]", since: Some.CommitId(second))).ShouldBe(new ChangedPaths.Touched());
    }

    [Fact(Timeout = 180_000)]
    public async Task Paths_begin_at_the_repository_and_not_at_the_project_s_folder()
    {
        Git.Push("app/a.txt", "1", "second");
        Git.InCheckout("pull", "-q");
        var second = Some.CommitId(Git.Head);
        Git.InCheckout("config", "diff.relative", "true");
        Git.Push("lib/a.txt", "1", "third");
        var inFolder = rig.Project("paths: lib/**") with { Path = Path.Combine(Git.Checkout, "app") };
        var ofOthers = rig.Project("paths: a.txt") with { Path = Path.Combine(Git.Checkout, "app") };

        (await ChangedPaths.AskAsync(inFolder, GitRef.Parse("main"), second, rig.Commands, TestContext.Current.CancellationToken)).ShouldBe(new ChangedPaths.Touched());
        (await ChangedPaths.AskAsync(ofOthers, GitRef.Parse("main"), second, rig.Commands, TestContext.Current.CancellationToken)).ShouldBe(new ChangedPaths.Untouched());
    }

    [Theory(Timeout = 180_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_tag_is_compared_too(bool annotated)
    {
        Git.Push("src/a.txt", "changed", "second");
        Git.PushTag("v1", annotated);

        (await AskAsync("tags: v*, paths: src/**", "refs/tags/v1")).ShouldBe(new ChangedPaths.Touched());
        (await AskAsync("tags: v*, paths: docs/**", "refs/tags/v1")).ShouldBe(new ChangedPaths.Untouched());
    }

    [Fact(Timeout = 180_000)]
    public async Task The_ref_of_that_very_name_counts_and_not_one_whose_name_ends_like_it()
    {
        Git.Push("docs/a.md", "changed", "second");
        Git.Push("src/a.txt", "changed", "third", branch: "other");
        Git.InDeveloper("push", "-q", "origin", "other:refs/heads/a/refs/heads/main");
        Git.InDeveloper("push", "-q", "origin", "other:refs/a/refs/heads/main");

        (await AskAsync("paths: src/**")).ShouldBe(new ChangedPaths.Untouched());
    }

    [Fact(Timeout = 180_000)]
    public async Task Nothing_in_the_checkout_changes_but_its_objects()
    {
        Git.InCheckout("fetch", "-q");
        const string fetchHead = ".git/FETCH_HEAD";
        Git.Write(fetchHead, "of a deployment");
        var (head, refs) = (Git.Head, Git.InCheckout("for-each-ref"));
        Git.Push("src/a.txt", "changed", "second");
        Git.PushTag("v1");

        await AskAsync("paths: src/**");

        (Git.Head, Git.InCheckout("for-each-ref"), Git.Read(fetchHead)).ShouldBe((head, refs, "of a deployment"));
        Git.InCheckout("status", "--porcelain").ShouldBeEmpty();
    }

    [Fact(Timeout = 180_000)]
    public async Task The_remote_that_the_branch_follows_is_asked()
    {
        Git.Push("src/a.txt", "changed", "second");
        Git.InCheckout("remote", "rename", "origin", "upstream");

        (await AskAsync("paths: src/**")).ShouldBe(new ChangedPaths.Touched());
        (await AskAsync("branch: '*', paths: src/**")).ShouldBeOfType<ChangedPaths.Unknown>();
    }

    [Fact(Timeout = 180_000)]
    public async Task What_was_deployed_last_may_be_unknown_to_the_checkout()
    {
        Git.Push("docs/a.md", "changed", "second");

        (await AskAsync("paths: src/**", since: Some.CommitId(new string('a', 40)))).ShouldBeOfType<ChangedPaths.Unknown>().Reason.ShouldContain("git diff exited with 128");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_remote_that_does_not_answer_leaves_it_unknown()
    {
        Git.InCheckout("remote", "set-url", "origin", "/nowhere");

        (await AskAsync("paths: src/**")).ShouldBeOfType<ChangedPaths.Unknown>().Reason.ShouldContain("git ls-remote exited with 128");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_branch_that_is_gone_again_leaves_it_unknown() =>
        (await AskAsync("branch: '*', paths: src/**", "gone")).ShouldBe(new ChangedPaths.Unknown("the remote has no refs/heads/gone"));

    [Fact(Timeout = 180_000)]
    public async Task Too_long_leaves_it_unknown()
    {
        using var over = new CancellationTokenSource();
        await over.CancelAsync();

        (await ChangedPaths.AskAsync(rig.Project("paths: src/**"), GitRef.Parse("main"), first, rig.Commands, over.Token)).ShouldBe(new ChangedPaths.Unknown("git took too long"));
    }

    [Fact(Timeout = 180_000)]
    public async Task A_folder_that_is_gone_leaves_it_unknown()
    {
        Directory.Delete(Git.Checkout, recursive: true);

        (await AskAsync("paths: src/**")).ShouldBeOfType<ChangedPaths.Unknown>();
    }

    public void Dispose() => rig.Dispose();

    private Task<ChangedPaths> AskAsync(string fields, string pushed = "main", CommitId? since = null) =>
        ChangedPaths.AskAsync(rig.Project(fields), GitRef.Parse(pushed), since ?? first, rig.Commands, TestContext.Current.CancellationToken);
}
