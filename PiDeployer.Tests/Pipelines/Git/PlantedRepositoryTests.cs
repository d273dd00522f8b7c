using PiDeployer.Pipelines;
using PiDeployer.Pipelines.Steps;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Pipelines.Git;

/// <summary>A project whose path is below the top of its checkout, where git looks for a repository first, and where whoever pushes may put what looks like one.</summary>
public sealed class PlantedRepositoryTests : IDisposable
{
    private readonly StepRig rig = new();

    [Fact(Timeout = 180_000)]
    public async Task A_folder_of_a_checkout_is_pulled()
    {
        rig.Git.Push("site/index.html", "1", "a site");
        rig.Git.InCheckout("pull", "-q");
        rig.Git.Push("site/index.html", "2", "another site");

        (await PullAsync()).ShouldBeOfType<StepResult.Succeeded>();

        rig.Git.Read("site/index.html").ShouldBe("2");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_repository_that_was_pushed_into_it_is_not_obeyed()
    {
        var proof = Path.Combine(Path.GetDirectoryName(rig.Git.Checkout) ?? "", "it-ran");
        rig.Git.Push("site/objects/here", "", "objects");
        rig.Git.Push("site/refs/heads/main", $"{rig.Git.Head}\n", "a branch");
        rig.Git.Push("site/config", $"""
            [core]
              repositoryformatversion = 0
              bare = false
              worktree = {rig.Git.Checkout}/site
            [remote "origin"]
              url = "ext::sh -c touch% {proof}"
            [protocol "ext"]
              allow = always
            """, "a configuration");
        rig.Git.Push("site/HEAD", "ref: refs/heads/main\n", "and now it looks like one");
        rig.Git.InCheckout("pull", "-q");

        var result = await PullAsync();

        result.ShouldBeOfType<StepResult.Failed>().Reason.ShouldContain("cannot use bare repository");
        File.Exists(proof).ShouldBeFalse();
    }

    public void Dispose() => rig.Dispose();

    private Task<StepResult> PullAsync()
    {
        var project = rig.Project("health_check: { enabled: false }") with { Path = Path.Combine(rig.Git.Checkout, "site") };
        return new GitPull().RunAsync(rig.Context(project, null), TestContext.Current.CancellationToken);
    }
}
