using PiDeployer.Pipelines.Git;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Deployments.Polling;

/// <summary>What there is to know of a push that polling has found, and to do about it.</summary>
internal sealed class PushNews(LiveCatalog catalog, DeploymentCoordinator coordinator, DeploymentHistory history, Pushes pushes)
{
    public Task<PushVerdict> DecideAsync(PushEvent push, Project project, CancellationToken cancellationToken) => pushes.DecideAsync(push, [project], DeploymentTrigger.Poll, null, cancellationToken);

    /// <summary>Whether a deployment is under way whose end has to be awaited: what it deploys may be the very commit that was found.</summary>
    public bool IsDeploying(Project project) => project.Environments is null && coordinator.IsDeploying(project.Name);

    /// <summary>Whether somebody has deployed this commit already, or tried to, or is about to.</summary>
    /// <param name="project">Whose.</param>
    /// <param name="found">What leads to the commit.</param>
    /// <param name="since">When the branch or tag was somewhere else still; null when nobody has looked.</param>
    public bool IsKnown(Project project, RemoteRef found, DateTimeOffset? since)
    {
        if (NameOf(project, found.Ref) is not { } name)
            return false;
        var commit = found.Commit.Value;
        return coordinator.InFlight().Any(entry => entry.Project == name.Value && entry.Commit == commit)
            || history.Latest(name)?.Commit == commit
            || history.Of(name).TakeWhile(entry => since is null || entry.AcceptedAt >= since).Any(entry => entry.Commit == commit); // Somebody may have gone back since.
    }

    /// <summary>The branches that have an environment and are to keep it.</summary>
    public IEnumerable<BranchName> EnvironmentsOf(Project project) =>
        (catalog.Current.EnvironmentsOf(project.Name)?.All() ?? []).Select(one => one.Environment).OfType<BranchEnvironment>().Where(one => !one.IsGone).Select(one => one.Branch);

    private ProjectName? NameOf(Project project, GitRef moved) => project.Environments is null ? project.Name
        : moved is GitRef.Branch(var branch) ? catalog.Current.EnvironmentsOf(project.Name)?.Find(branch)?.Name
        : null;
}
