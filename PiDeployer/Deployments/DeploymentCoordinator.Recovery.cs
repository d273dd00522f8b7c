using PiDeployer.Pipelines;
using PiDeployer.Values;

namespace PiDeployer.Deployments;

// How a start takes up what the process before it left.
internal sealed partial class DeploymentCoordinator
{
    /// <summary>What the process before this one left in flight; null when all of it is on the board.</summary>
    private volatile IReadOnlyList<LeftDeployment>? left;

    /// <summary>Sees what the process before this one left in flight, so that it can be asked about from the first request on.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public void Load()
    {
        history.CheckClock(clock);
        left = ledger.Load();
    }

    /// <summary>Goes on where the process before this one stopped, or was stopped; only then is anything accepted.</summary>
    /// <param name="stopRequested">Then nothing is begun that would only be interrupted.</param>
    public async Task RecoverAsync(CancellationToken stopRequested)
    {
        using var turn = new Turn(changes);
        var found = left ?? [];
        await aftermath.EndLeftoversAsync(found.Where(one => !IsWaiting(one.Entry)).Select(one => one.Deployment));
        foreach (var (deployment, _) in found.Where(one => IsWaiting(one.Entry)))
            Enqueue(deployment);
        foreach (var (deployment, entry) in found.Where(one => !IsWaiting(one.Entry)))
            Recover(deployment, entry);
        left = null;
        if (!stopRequested.IsCancellationRequested)
            StartAll();
    }

    private static bool IsWaiting(DeploymentEntry entry) => entry.State == DeploymentState.Waiting.ToName();

    /// <summary>It had begun: it goes on where it handed over to us, else that it was interrupted is all that is left to say.</summary>
    private void Recover(Deployment deployment, DeploymentEntry entry)
    {
        var project = catalog.Current.Find(deployment.Project);
        var result = entry.ToResult();
        if (result.State == DeploymentState.Restarting && project is not null && board.TryRun(deployment, project))
        {
            Run(deployment, project, result);
            return;
        }

        if (project is not null)
            aftermath.Tidy(deployment, project);
        var ending = result.State == DeploymentState.Cancelling ? DeploymentState.Cancelled : DeploymentState.Interrupted;
        End(deployment, result with { State = ending, After = Snapshot.Nothing, Error = Interruption(result) }, project);
    }

    private static string Interruption(DeploymentResult result) => result.State switch
    {
        DeploymentState.RollingBack => "pi-deployer was killed, or the power failed, while this was being rolled back; look at what is there now",
        DeploymentState.Restarting => $"it restarted pi-deployer itself, and since then its project is gone from projects.yml, or has its folder no more for itself{(result.Error is null ? "" : $"; before that: {result.Error}")}",
        DeploymentState.Cancelling => "somebody cancelled it, and pi-deployer was killed, or the power failed, before it had ended",
        _ => "pi-deployer was killed, or the power failed, before this had finished",
    };

    /// <summary>
    /// Once: what was interrupted twice may be what interrupts. Not when a newer one waits already, and not a rollback to whatever was before, which is something else by now.
    /// </summary>
    private void Resume(Deployment interrupted)
    {
        if (interrupted is { Resumes: not null } or { Trigger: DeploymentTrigger.Rollback, Origin: null } || board.IsSuperseded(interrupted))
            return;
        var again = interrupted with { Id = DeploymentId.New(clock), AcceptedAt = clock.GetLocalNow(), Resumes = interrupted.Id };
        if (ledger.TryAdd(again) is not null)
            return;
        Enqueue(again);
        Log.Resumes(logger, interrupted.Id.Value, interrupted.Project.Value, again.Id.Value);
    }
}
