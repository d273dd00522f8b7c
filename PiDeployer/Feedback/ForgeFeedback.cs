using System.Collections.Immutable;
using PiDeployer.Deployments;
using PiDeployer.Projects;

namespace PiDeployer.Feedback;

/// <summary>Tells each project's forge how its deployments go. Every forge has its own queue, so that one that hangs does not keep the others from hearing.</summary>
internal sealed class ForgeFeedback : IDisposable
{
    private readonly ImmutableArray<ForgeSettings> usable;
    private readonly ImmutableArray<Listener> listeners;
    private readonly LiveCatalog catalog;
    private readonly Uri? publicAddress;

    /// <param name="usable">Those that we have a token for.</param>
    /// <param name="forgeOf">Makes each of them.</param>
    /// <param name="catalog">Knows in whose folder a stack is.</param>
    /// <param name="publicAddress">Where people reach this program; null when nobody said.</param>
    /// <param name="counts">Of all forges together.</param>
    /// <param name="logger">For what could not be told.</param>
    public ForgeFeedback(ImmutableArray<ForgeSettings> usable, Func<ForgeSettings, IForge> forgeOf, LiveCatalog catalog, Uri? publicAddress, OutboxCounts counts, ILogger<ForgeFeedback> logger)
    {
        this.usable = usable;
        listeners = [.. usable.Select(settings => new Listener(settings.Kind, forgeOf(settings), new Outbox("commit status", counts, logger, dropsOldest: true)))];
        this.catalog = catalog;
        this.publicAddress = publicAddress;
    }

    public void Start()
    {
        foreach (var listener in listeners)
            listener.Outbox.Start();
    }

    public void Follow(DeploymentEvent happened)
    {
        if (OwnerOf(happened) is not { Repository: { } repository } owner || ListenerOf(owner) is not var (_, forge, outbox))
            return;
        if (happened is DeploymentEvent.Removed(_, var project))
            outbox.Add(happened.Deployment, cancellationToken => forge.RemoveAsync(repository, project.Name, cancellationToken));
        else if (Reports.Of(happened, repository, publicAddress) is { IsEmpty: false } reports)
            outbox.Add(happened.Deployment, cancellationToken => ReportAsync(forge, reports, cancellationToken));
    }

    /// <inheritdoc cref="Outbox.StopAsync"/>
    public Task StopAsync(TimeSpan grace) => Task.WhenAll(listeners.Select(listener => listener.Outbox.StopAsync(grace)));

    public void Dispose()
    {
        foreach (var listener in listeners)
            listener.Outbox.Dispose();
    }

    private Listener? ListenerOf(Project project)
    {
        var kind = ForgeChoice.Of(project, usable);
        return listeners.FirstOrDefault(listener => listener.Kind == kind);
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

    private sealed record Listener(ForgeKind Kind, IForge Forge, Outbox Outbox);
}
