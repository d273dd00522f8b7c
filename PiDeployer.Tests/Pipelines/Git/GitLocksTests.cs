using PiDeployer.Pipelines.Git;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Pipelines.Git;

public sealed class GitLocksTests : IDisposable
{
    private readonly TempDirectory folder = new();

    public void Dispose() => folder.Dispose();

    [Fact(Timeout = 60_000)]
    public void A_killed_git_no_longer_keeps_the_next_one_from_its_work()
    {
        var repository = new GitRepository(folder, "shop");
        repository.Push("version.txt", "2", "second");
        foreach (var name in new[] { "index.lock", "HEAD.lock", "config.lock", "refs/heads/main.lock", "refs/remotes/origin/main.lock" })
            folder.Write($"shop/.git/{name}", "");
        Shell.TryRun("git", "-C", repository.Checkout, "pull", "-q", "--ff-only").Code.ShouldNotBe(0);

        GitLocks.RemoveLeftBehind(repository.Checkout, DateTimeOffset.Now.AddMinutes(-1));

        repository.InCheckout("pull", "-q", "--ff-only");
        repository.Read("version.txt").ShouldBe("2");
        Directory.GetFiles(Path.Combine(repository.Checkout, ".git"), "*.lock", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Fact]
    public void An_older_lock_and_other_files_are_somebody_else_s()
    {
        var older = folder.Write("shop/.git/index.lock", "");
        var newer = folder.Write("shop/.git/HEAD.lock", "");
        var branch = folder.Write("shop/.git/refs/heads/lock", "");
        var own = folder.Write("shop/yarn.lock", "");
        File.SetLastWriteTimeUtc(older, DateTime.UnixEpoch);

        GitLocks.RemoveLeftBehind(folder.File("shop"), DateTimeOffset.Now.AddMinutes(-1));

        File.Exists(newer).ShouldBeFalse();
        File.Exists(older).ShouldBeTrue();
        File.Exists(branch).ShouldBeTrue();
        File.Exists(own).ShouldBeTrue();
    }

    [Fact]
    public void A_folder_without_git_does_not_matter()
    {
        GitLocks.RemoveLeftBehind(folder.Path, DateTimeOffset.UnixEpoch);
        GitLocks.RemoveLeftBehind(folder.File("none"), DateTimeOffset.UnixEpoch);
        Directory.CreateDirectory(folder.File(".git"));
        GitLocks.RemoveLeftBehind(folder.Path, DateTimeOffset.UnixEpoch);
    }
}
