using System.Diagnostics;
using PiDeployer.Pipelines.Git;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Pipelines.Git;

public sealed class GitLocksTests : IDisposable
{
    private readonly TempDirectory folder = new();
    private readonly DateTimeOffset start = DateTimeOffset.UtcNow;

    public void Dispose() => folder.Dispose();

    [Fact(Timeout = 180_000)]
    public void A_killed_git_no_longer_keeps_the_next_one_from_its_work()
    {
        var repository = new GitRepository(folder, "shop");
        repository.Push("version.txt", "2", "second");
        foreach (var name in new[] { "index.lock", "HEAD.lock", "config.lock", "refs/heads/main.lock", "refs/remotes/origin/main.lock" })
            folder.Write($"shop/.git/{name}", "");
        Shell.TryRun("git", "-C", repository.Checkout, "pull", "-q", "--ff-only").Code.ShouldNotBe(0);

        Remove(repository.Checkout);

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

        Remove(folder.File("shop"));

        File.Exists(newer).ShouldBeFalse();
        File.Exists(older).ShouldBeTrue();
        File.Exists(branch).ShouldBeTrue();
        File.Exists(own).ShouldBeTrue();
    }

    [Fact]
    public void A_folder_without_git_does_not_matter()
    {
        Remove(folder.Path);
        Remove(folder.File("none"));
        Directory.CreateDirectory(folder.File(".git"));
        Remove(folder.Path);
    }

    [Fact]
    public void A_lock_that_came_after_the_deployment_s_end_is_somebody_else_s_unless_the_clock_was_set_back()
    {
        var since = folder.Write("shop/.git/index.lock", "");
        var fromTheFuture = folder.Write("shop/.git/HEAD.lock", "");
        File.SetLastWriteTimeUtc(fromTheFuture, start.UtcDateTime.AddHours(1));

        GitLocks.RemoveLeftBehind(folder.File("shop"), start.AddMinutes(-1), start.AddSeconds(-5), start.AddMinutes(5));

        File.Exists(since).ShouldBeTrue();
        File.Exists(fromTheFuture).ShouldBeFalse();
    }

    [Fact(Timeout = 180_000)]
    public async Task A_lock_that_a_living_process_has_open_stays_also_behind_a_symbolic_link()
    {
        var held = folder.Write("shop/.git/index.lock", "");
        var left = folder.Write("shop/.git/HEAD.lock", "");
        var link = folder.File("link");
        Directory.CreateSymbolicLink(link, folder.File("shop"));
        using var git = Process.Start(new ProcessStartInfo("bash", ["-c", $"exec 9>{held}; echo begun > {folder.File("begun")}; exec sleep 300"])).ShouldNotBeNull();
        await Eventually.FileAsync(folder.File("begun"));
        try
        {
            Remove(link);
            File.Exists(held).ShouldBeTrue();
            File.Exists(left).ShouldBeFalse();
        }
        finally
        {
            git.Kill();
            await git.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        Remove(link);
        File.Exists(held).ShouldBeFalse();
    }

    [Fact(Timeout = 180_000)]
    public void The_locks_of_a_worktree_are_found_where_they_are()
    {
        var repository = new GitRepository(folder, "shop");
        var tree = folder.File("tree");
        repository.InCheckout("worktree", "add", "-q", "-b", "other", tree);
        var own = folder.Write("shop/.git/worktrees/tree/index.lock", "");
        var shared = folder.Write("shop/.git/refs/heads/other.lock", "");
        var main = folder.Write("shop/.git/worktrees/another.lock", "");

        Remove(tree);

        File.Exists(own).ShouldBeFalse();
        File.Exists(shared).ShouldBeFalse();
        File.Exists(main).ShouldBeTrue();
    }

    /// <summary>As a start does shortly after the deployment's end.</summary>
    private void Remove(string checkout)
    {
        var ended = DateTimeOffset.UtcNow.AddMinutes(1);
        GitLocks.RemoveLeftBehind(checkout, start.AddMinutes(-1), ended, ended);
    }
}
