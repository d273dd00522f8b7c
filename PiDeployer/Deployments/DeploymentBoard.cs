using PiDeployer.Pipelines;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Deployments;

/// <summary>Who waits and who runs at this moment, for everybody to look at. Nobody waits here for longer than it takes to look.</summary>
internal sealed class DeploymentBoard
{
    private readonly Lock gate = new();
    private readonly Slots slots = new();
    private readonly Dictionary<DeploymentId, ActiveDeployment> active = [];

    public bool IsDeploying(ProjectName project)
    {
        lock (gate)
            return slots.IsTaken(project);
    }

    /// <summary>Whether one waits that does all that this one would.</summary>
    public bool IsSuperseded(Deployment deployment)
    {
        lock (gate)
            return slots.Waiting.Any(waiting => waiting.Supersedes(deployment));
    }

    public IReadOnlyList<ActiveDeployment> Running()
    {
        lock (gate)
            return [.. active.Values];
    }

    /// <summary>What runs first, what waits after it.</summary>
    public IReadOnlyList<DeploymentEntry> All()
    {
        lock (gate)
        {
            return
            [
                .. slots.Running.Select(ToEntry),
                .. slots.Waiting.Select(deployment => deployment.ToEntry(DeploymentState.Waiting)),
            ];
        }
    }

    /// <summary>Null when nothing of this id runs.</summary>
    public ActiveDeployment? FindRunning(DeploymentId id)
    {
        lock (gate)
            return active.GetValueOrDefault(id);
    }

    /// <summary>Null when nothing of this id waits.</summary>
    public Deployment? FindWaiting(DeploymentId id)
    {
        lock (gate)
            return slots.Waiting.FirstOrDefault(deployment => deployment.Id == id);
    }

    /// <summary>The one that waits or runs because of this delivery, and for the same; null when there is none.</summary>
    public Deployment? Find(Deployment wish, DeliveryId delivery)
    {
        lock (gate)
            return slots.WaitingOf(wish.Project).Append(slots.RunningOf(wish.Project)).FirstOrDefault(deployment => deployment?.Delivery == delivery && deployment.Update?.Service == wish.Update?.Service);
    }

    /// <inheritdoc cref="Slots.Enqueue(Deployment)"/>
    public IReadOnlyList<Deployment> Enqueue(Deployment deployment)
    {
        lock (gate)
            return slots.Enqueue(deployment);
    }

    /// <inheritdoc cref="Slots.StartNext(int, Func{ProjectName, string})"/>
    public Deployment? StartNext(ProjectCatalog catalog)
    {
        lock (gate)
            return slots.StartNext(catalog.MaxParallel, name => catalog.Find(name) is { } project ? WorkTree.Of(project.Path) : name.Value);
    }

    /// <inheritdoc cref="Slots.TryRun(Deployment, string)"/>
    public bool TryRun(Deployment deployment, Project project)
    {
        lock (gate)
            return slots.TryRun(deployment, WorkTree.Of(project.Path));
    }

    /// <summary>It runs now, in the slot that it was given.</summary>
    public void Add(ActiveDeployment running)
    {
        lock (gate)
            active.Add(running.Deployment.Id, running);
    }

    public void Leave(Deployment deployment)
    {
        lock (gate)
        {
            active.Remove(deployment.Id);
            slots.Leave(deployment);
        }
    }

    /// <summary>One that has its slot and is only being written down is about to run.</summary>
    private DeploymentEntry ToEntry(Deployment deployment) => active.TryGetValue(deployment.Id, out var running)
        ? deployment.ToEntry(running.State) with { StartedAt = running.StartedAt, Step = running.Step }
        : deployment.ToEntry(DeploymentState.Waiting);
}
