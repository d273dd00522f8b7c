using PiDeployer.Values;

namespace PiDeployer.Deployments;

/// <summary>
/// Where every deployment stands, in writing: in flight, or ended and in the history. It is in the history before it leaves the other, so that a crash in between leaves
/// it in both, which the next start puts right.
/// </summary>
internal sealed partial class DeploymentLedger(InFlightFolder inFlight, DeploymentHistory history, ILogger<DeploymentLedger> logger)
{
    /// <summary>Those that have ended, but the history could not be written: the files in flight are all that a crash would leave of them.</summary>
    private readonly List<DeploymentId> unrecorded = [];

    /// <summary>Who cancels and who runs may come to another state in the same moment.</summary>
    private readonly Lock entering = new();

    /// <summary>What the process before this one left in flight, the oldest first.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public IReadOnlyList<LeftDeployment> Load()
    {
        var left = new List<LeftDeployment>();
        foreach (var entry in inFlight.Load())
        {
            if (entry.ToDeployment() is not { } deployment)
                continue;
            if (history.HasEnded(deployment))
                inFlight.Remove(deployment.Id); // Only that was still to be done.
            else
                left.Add(new LeftDeployment(deployment, entry));
        }

        return left;
    }

    /// <summary>Null when it waits now, in writing; else why it cannot.</summary>
    public string? TryAdd(Deployment deployment) => Try(deployment, DeploymentState.Waiting, () => inFlight.Add(deployment.ToEntry(DeploymentState.Waiting), DeploymentState.Waiting));

    /// <summary>Null when it runs now, in writing; else why it cannot.</summary>
    public string? TryStart(Deployment deployment) =>
        Try(deployment, DeploymentState.Running, () => inFlight.Move(deployment.Id, DeploymentState.Waiting, DeploymentState.Running));

    /// <summary>Somebody does not want it any more: should we be killed before that is recorded, it is not begun all the same.</summary>
    public void Cancel(Deployment waiting) =>
        Try(waiting, DeploymentState.Cancelling, () => inFlight.Move(waiting.Id, DeploymentState.Waiting, DeploymentState.Cancelling));

    /// <inheritdoc cref="Cancel(Deployment)"/>
    public void Cancel(ActiveDeployment running)
    {
        lock (entering)
        {
            if (Try(running.Deployment, DeploymentState.Cancelling, () => inFlight.Move(running.Deployment.Id, running.State, DeploymentState.Cancelling)) is null)
                running.State = DeploymentState.Cancelling;
        }
    }

    /// <summary>Writes down that what runs has come to another state; false when that could not be written.</summary>
    public bool TryEnter(ActiveDeployment running, DeploymentState state, DeploymentResult progress)
    {
        lock (entering)
        {
            if (Try(running.Deployment, state, () => Enter(running, state, progress)) is not null)
                return false;
            running.State = state;
            return true;
        }
    }

    /// <summary>It has ended.</summary>
    public void Record(Deployment deployment, DeploymentResult result)
    {
        unrecorded.Add(deployment.Id);
        history.Append(deployment, result);
        Forget();
    }

    /// <summary>Tries once more to write what could not be written.</summary>
    public void Retry()
    {
        if (unrecorded.Count == 0)
            return;
        history.Flush();
        Forget();
    }

    /// <summary>The last chance for that.</summary>
    public void Flush()
    {
        Retry();
        if (unrecorded.Count > 0)
            Log.NotRecorded(logger, unrecorded.Count);
    }

    /// <summary>With what was done so far, for the process to come; and the folder that it was in is left only after that.</summary>
    private void Enter(ActiveDeployment running, DeploymentState state, DeploymentResult progress)
    {
        var deployment = running.Deployment;
        try
        {
            inFlight.Add(deployment.ToEntry(state).With(progress), state);
        }
        catch (IOException) when (state != DeploymentState.Restarting)
        {
            inFlight.Move(deployment.Id, running.State, state); // Without, then: a move needs no room on a full disk.
            return;
        }

        if (running.State != state)
            inFlight.Remove(deployment.Id, running.State);
    }

    private void Forget() => unrecorded.RemoveAll(id =>
    {
        if (!history.IsWritten(id))
            return false;
        inFlight.Remove(id);
        return true;
    });

    private string? Try(Deployment deployment, DeploymentState state, Action write)
    {
        try
        {
            write();
            return null;
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            Log.NotWritten(logger, deployment.Id.Value, deployment.Project.Value, state.ToName(), e.Message);
            return e.Message;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "That deployment {Id} of {Project} is {State} could not be written down: {Reason}")]
        public static partial void NotWritten(ILogger logger, string id, string project, string state, string reason);

        [LoggerMessage(LogLevel.Error, "{Count} ended deployments could not be written to the history; the next start records them as interrupted.")]
        public static partial void NotRecorded(ILogger logger, int count);
    }
}

/// <summary>What the process before this one left in flight.</summary>
/// <param name="Deployment">What was asked for.</param>
/// <param name="Entry">How far it came.</param>
internal sealed record LeftDeployment(Deployment Deployment, DeploymentEntry Entry);
