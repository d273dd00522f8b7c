using PiDeployer.Deployments;
using PiDeployer.Projects;
using PiDeployer.Tests.Infra;
using PiDeployer.Values;

namespace PiDeployer.Tests.Deployments;

/// <summary>What a coordinator should have done, said as plainly as it can be. It follows one step behind: only ids are looked up in what the program did.</summary>
internal sealed class CoordinatorModel(CoordinatorRig rig)
{
    private readonly HashSet<DeploymentId> resuming = [];

    public SlotsModel Slots { get; private set; } = new();

    /// <summary>In the order in which they ended.</summary>
    public List<(Deployment Deployment, DeploymentState State)> Ended { get; } = [];

    public HashSet<DeploymentId> NeverBegan { get; } = [];

    public HashSet<DeploymentId> RollingBack { get; } = [];

    public HashSet<DeploymentId> Cancelling { get; } = [];

    /// <summary>Those that were finished by the process after the one that began them. Whatever they do then, they are no longer written down anew.</summary>
    public HashSet<DeploymentId> HandedOver { get; } = [];

    /// <summary>Of one that runs.</summary>
    public DeploymentState StateOf(DeploymentId id) => Cancelling.Contains(id) ? DeploymentState.Cancelling
        : RollingBack.Contains(id) ? DeploymentState.RollingBack
        : HandedOver.Contains(id) ? DeploymentState.Restarting
        : DeploymentState.Running;

    /// <summary>The deployment that makes this delivery a duplicate; null when it is to be deployed.</summary>
    public Deployment? First(Deployment wish)
    {
        bool IsIt(Deployment other) => other.Project == wish.Project && other.Delivery == wish.Delivery && other.Update?.Service == wish.Update?.Service;
        if (wish.Delivery is null)
            return null;
        var last = Ended.FindLast(ended => IsIt(ended.Deployment));
        return Slots.Waiting.Find(IsIt) ?? Slots.Running.Select(slot => slot.Deployment).FirstOrDefault(IsIt) ?? (last.State == DeploymentState.Succeeded ? last.Deployment : null);
    }

    public void Accept(Deployment deployment)
    {
        Enqueue(deployment);
        StartAll();
    }

    public void Withdraw(Deployment waiting)
    {
        Slots.Leave(waiting);
        NeverBegan.Add(waiting.Id);
        Ended.Add((waiting, DeploymentState.Cancelled));
    }

    /// <param name="running">What ends.</param>
    /// <param name="state">How.</param>
    /// <param name="stacks">What follows from it, which is in line before that.</param>
    public void End(Deployment running, DeploymentState state, params Deployment[] stacks)
    {
        foreach (var next in stacks)
            Enqueue(next);
        Slots.Leave(running);
        Ended.Add((running, state));
        StartAll();
    }

    /// <summary>All that runs is ended first, and what runs again because of that is written down before the end.</summary>
    public void Stop()
    {
        foreach (var (running, _) in Slots.Running.ToList())
        {
            if (Cancelling.Contains(running.Id))
                Leave(running, DeploymentState.Cancelled, false);
            else
                Leave(running, DeploymentState.Interrupted, resuming.Contains(running.Id));
        }
    }

    /// <param name="handedOver">Of those that run, the one that the next process is to finish; null when there is none.</param>
    public void Restart(DeploymentId? handedOver)
    {
        if (handedOver is not null)
            HandedOver.Add(handedOver);
        var before = Slots;
        Slots = new SlotsModel();
        foreach (var waiting in before.Waiting.OrderBy(deployment => deployment.AcceptedAt))
            Enqueue(waiting);
        foreach (var running in before.Running.Select(slot => slot.Deployment).OrderBy(deployment => deployment.AcceptedAt))
        {
            var project = rig.Catalog.Find(running.Project);
            if (Cancelling.Contains(running.Id) && running.Id != handedOver)
                Leave(running, DeploymentState.Cancelled, false);
            else if (HandedOver.Contains(running.Id) && project is not null && Slots.MayRun(running, FolderOf))
                Begin(running, project);
            else
                Leave(running, DeploymentState.Interrupted, project?.ResumesWhenInterrupted == true);
        }

        RollingBack.Clear();
        Cancelling.Clear();
        StartAll();
    }

    public string FolderOf(ProjectName name) => rig.Catalog.Find(name)?.Path ?? name.Value;

    private void Begin(Deployment running, Project project)
    {
        Slots.Running.Add((running, project.Path));
        Note(running, project);
    }

    private void Note(Deployment running, Project project)
    {
        if (project.ResumesWhenInterrupted)
            resuming.Add(running.Id);
    }

    private void Leave(Deployment running, DeploymentState state, bool mayResume)
    {
        if (mayResume && running.Resumes is null && !Slots.Waiting.Exists(waiting => SlotsModel.IsNeedless(running, after: waiting)))
            Enqueue(rig.ResumptionOf(running));
        Slots.Leave(running);
        Ended.Add((running, state));
    }

    private void Enqueue(Deployment deployment)
    {
        foreach (var older in Slots.Enqueue(deployment))
        {
            NeverBegan.Add(older.Id);
            Ended.Add((older, DeploymentState.Cancelled));
        }
    }

    private void StartAll()
    {
        while (Slots.Start(rig.Catalog.MaxParallel, FolderOf) is { } next)
        {
            if (rig.Catalog.Find(next.Project) is { } project)
                Note(next, project);
            else
                Withdraw(next);
        }
    }
}
