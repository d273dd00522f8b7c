using System.Collections.Frozen;
using System.Collections.Immutable;
using PiDeployer.Deployments;
using PiDeployer.Projects;

namespace PiDeployer.Feedback;

/// <summary>Tells each project's forge how its deployments go. Every forge has its own queue, so that one that hangs does not keep the others from hearing.</summary>
internal sealed class ForgeFeedback : IDisposable
{
    private readonly FrozenDictionary<ForgeKind, (IForge Forge, Outbox Outbox)> forges;
    private readonly LiveCatalog catalog;
    private readonly Uri? publicAddress;

    /// <param name="forges">Those that we have a token for.</param>
    /// <param name="catalog">Knows in whose folder a stack is.</param>
    /// <param name="publicAddress">Where people reach this program; null when nobody said.</param>
    /// <param name="logger">For what could not be told.</param>
    public ForgeFeedback(IReadOnlyDictionary<ForgeKind, IForge> forges, LiveCatalog catalog, Uri? publicAddress, ILogger<ForgeFeedback> logger)
    {
        this.forges = forges.ToFrozenDictionary(entry => entry.Key, entry => (entry.Value, new Outbox("commit status", logger)));
        this.catalog = catalog;
        this.publicAddress = publicAddress;
    }

    public void Start()
    {
        foreach (var (_, outbox) in forges.Values)
            outbox.Start();
    }

    public void Follow(DeploymentEvent happened)
    {
        if (OwnerOf(happened) is not { Repository: { } repository } owner || !forges.TryGetValue(ForgeChoice.Of(owner.Forge, forges.Keys), out var its))
            return;
        if (happened is DeploymentEvent.Removed(_, var project))
            its.Outbox.Add(happened.Deployment, cancellationToken => its.Forge.RemoveAsync(repository, project.Name, cancellationToken));
        else if (Reports.Of(happened, repository, publicAddress) is { IsEmpty: false } reports)
            its.Outbox.Add(happened.Deployment, cancellationToken => ReportAsync(its.Forge, reports, cancellationToken));
    }

    /// <inheritdoc cref="Outbox.StopAsync"/>
    public Task StopAsync(TimeSpan grace) => Task.WhenAll(forges.Values.Select(its => its.Outbox.StopAsync(grace)));

    public void Dispose()
    {
        foreach (var (_, outbox) in forges.Values)
            outbox.Dispose();
    }

    private static async Task<string?> ReportAsync(IForge forge, ImmutableArray<Report> reports, CancellationToken cancellationToken)
    {
        string? problem = null;
        foreach (var report in reports)
            problem = await forge.ReportAsync(report, cancellationToken) ?? problem;
        return problem;
    }

    /// <summary>Whose repository has the commit. A stack that is deployed with its folder has it from there.</summary>
    private Project? OwnerOf(DeploymentEvent happened)
    {
        var project = happened switch
        {
            DeploymentEvent.Started started => started.Project,
            DeploymentEvent.Finished finished => finished.Project,
            DeploymentEvent.Removed removed => removed.Project,
            _ => null,
        };
        return project is { Repository: null, Group: { } group } && happened.Deployment.Parent is not null ? catalog.Current.Find(group) : project;
    }
}
