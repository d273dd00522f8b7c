using System.Collections.Immutable;
using PiDeployer.Pipelines;
using PiDeployer.Projects;

namespace PiDeployer.Deployments;

/// <summary>
/// The way of one deployment through its steps: forward, and, where that fails and the project wants it, back. Each way has the project's whole timeout.
/// </summary>
/// <param name="active">What is run.</param>
/// <param name="context">What its steps share.</param>
/// <param name="handedOver">What the process before this one had done; null when it begins here.</param>
/// <param name="targets">Where back leads to.</param>
/// <param name="enter">Writes down that it is in another state now, with what was done so far; false when that could not be written.</param>
/// <param name="clock">For everything that takes time.</param>
internal sealed class DeploymentAttempt(
    ActiveDeployment active,
    StepContext context,
    DeploymentResult? handedOver,
    RollbackTargets targets,
    EnterState enter,
    TimeProvider clock)
{
    private readonly DateTimeOffset startedAt = handedOver?.StartedAt ?? clock.GetLocalNow();
    private readonly long started = clock.GetTimestamp();
    private readonly ImmutableArray<StepRecord>.Builder steps = (handedOver?.Steps ?? []).ToBuilder();

    /// <summary>Why it is being rolled back; null while it is not, or when that is what was wished for.</summary>
    private (string Reason, string Tail)? failure = handedOver?.Error is { } error ? (error, "") : null;

    private RollbackTarget? target = handedOver?.Restored is { } restored ? new RollbackTarget(restored, Snapshot.Nothing) : null;

    /// <summary>What was to be deployed, also when a rollback has put something else in its place since.</summary>
    private Values.Commit? wanted = handedOver?.Error is null ? null : handedOver.Commit;

    /// <summary>Whether the process before this one had begun to go back.</summary>
    private readonly bool wasRollingBack = handedOver is not null && (handedOver.Error is not null || active.Deployment.Trigger == DeploymentTrigger.Rollback);
    private readonly List<string> complaints = [.. handedOver?.Complaints ?? []];
    private string stepName = "";
    private long stepBegun;
    private bool timedOut;
    private bool leftTraces = handedOver is not null;

    private Project Project => active.Project;

    private bool IsRollback => active.Deployment.Trigger == DeploymentTrigger.Rollback;

    /// <summary>Null when the process to come finishes it.</summary>
    public Task<DeploymentResult?> RunAsync()
    {
        context.HandOver = () => enter(DeploymentState.Restarting, HandedOver());
        context.Earlier = targets.Recent(Project.Name);
        if (handedOver is not null)
            return wasRollingBack ? RollBackAsync(Pipeline.StepsAfterRestart(Project)) : DeployAsync(Pipeline.StepsAfterRestart(Project));
        if (active.Deployment.Removes)
            return DeployAsync(Pipeline.RemovalSteps);
        if (!IsRollback)
            return DeployAsync(Pipeline.StepsOf(Project, active.Deployment.Update));

        target = active.Deployment.Origin is { } wished ? targets.Of(Project.Name, wished) : targets.Previous(Project.Name);
        context.Earlier = [target?.Snapshot ?? Snapshot.Nothing, .. context.Earlier];
        return target is null
            ? Task.FromResult<DeploymentResult?>(Result(DeploymentState.RollbackFailed, "there is no earlier state to go back to"))
            : RollBackAsync(Pipeline.WishedRollbackStepsOf(Project, target.Snapshot, target.Id));
    }

    /// <summary>How it stands, or how it ended.</summary>
    /// <param name="state">Where it is.</param>
    /// <param name="problem">Why; null when all is well.</param>
    public DeploymentResult Result(DeploymentState state, string? problem) => new(state)
    {
        StartedAt = startedAt,
        Duration = handedOver is null ? clock.GetElapsedTime(started) : clock.GetLocalNow() - startedAt,
        Commit = wanted ?? context.Commit,
        Before = context.Before,
        After = state is DeploymentState.Succeeded or DeploymentState.RolledBack or DeploymentState.Restarting ? new Snapshot(context.CheckedOut, context.ImagesAfter) : Snapshot.Nothing,
        Content = state == DeploymentState.Succeeded || (state == DeploymentState.RolledBack && IsRollback) ? context.Content : null, // Else it is not what runs now.
        Restored = target?.Id,
        Changed = leftTraces || state is not (DeploymentState.Failed or DeploymentState.RollbackFailed), // What was stopped may have been in the middle of it.
        Steps = steps.ToImmutable(),
        Error = problem is null ? null : active.Redaction.Apply(problem),
        Complaints = [.. complaints],
        Tail = failure?.Tail ?? context.Output.Tail,
    };

    /// <summary>What it found changed among its stacks is deployed next, each stack by itself.</summary>
    private ImmutableArray<StackResult> Stacks() => [.. context.Stacks.Select(stack => new StackResult(stack.Name, stack.HasChanged ? Next(stack.Name) : null))];

    private Deployment Next(Values.ProjectName stack) =>
        Deployment.New(stack, DeploymentTrigger.Stacks, clock) with { Parent = active.Deployment.Id, Commit = context.Commit, MayStart = true };

    /// <summary>What the process to come needs to know, the step that restarts us included, since none of ours sees its end.</summary>
    private DeploymentResult HandedOver()
    {
        var result = Result(DeploymentState.Restarting, failure?.Reason);
        return result with { Steps = result.Steps.Add(new StepRecord(stepName, Succeeded: true, clock.GetElapsedTime(stepBegun), ExitCode: null, context.Output.Tail)) };
    }

    private async Task<DeploymentResult?> DeployAsync(ImmutableArray<IStep> all)
    {
        var ending = await RunStepsAsync(all, "");
        if (ending is StepResult.HandedOver)
            return null;
        if (ending is StepResult.Succeeded)
            return Result(DeploymentState.Succeeded, null) with { Stacks = Stacks() };

        var (state, reason) = Explain(ending);
        var refused = ending is StepResult.Failed { IsRefusal: true };
        if (active.Deployment.Removes || !(Project.RollsBackOnFailure || active.Deployment.Update is not null) || state is not (DeploymentState.Failed or DeploymentState.TimedOut))
            return Result(state, reason) with { Refused = refused };
        if (!leftTraces || context.Turn is { Serving: null })
            return Result(state, await PutBackAsync(reason)) with { Refused = refused };
        var earlier = targets.AfterFailure(Project.Name, context.Before)?.For(active.Deployment.Update);
        if (Project.Environment is not null && earlier is { Id: null })
            earlier = null; // It began with nothing.
        if (context.Turn?.Serving is not null)
            earlier ??= new RollbackTarget(null, context.Before); // It still runs, whoever started it.
        else if (earlier is not null && earlier.Snapshot.Commit == context.Commit?.Id && earlier.Snapshot.Images.IsEmpty)
            earlier = null;
        if (earlier is null)
            return Result(state, $"{reason}; there was no other state to roll back to");
        (target, failure, wanted) = (earlier, (reason, context.Output.Tail), context.Commit);
        return await RollBackAsync(Pipeline.RollbackStepsOf(Project, earlier.Snapshot, active.Deployment.Update));
    }

    /// <summary>Nothing was touched yet but perhaps the files: with these as they were, it is as if nobody had tried. Answers the reason, and how that went.</summary>
    private async Task<string> PutBackAsync(string reason)
    {
        var commit = context.HasMoved ? context.Before.Commit : null;
        var restore = Pipeline.RestoreStepsOf(Project, commit);
        if (restore.IsEmpty)
            return reason;
        var tail = context.Output.Tail;
        context.Output.WriteLine($"Failed: {reason}");
        var ending = await RunStepsAsync(restore, "rollback: ");
        (failure, leftTraces) = ((reason, tail), ending is not StepResult.Succeeded);
        if (commit is null)
            return ending is StepResult.Succeeded ? reason : $"{reason}; what serves was not touched, but WHAT WAS BEGUN COULD NOT BE ENDED: {Explain(ending).Reason}";
        return ending is StepResult.Succeeded
            ? $"{reason}; the files are those of {commit.Short} again, and nothing else was touched"
            : $"{reason}; what runs was not touched, but THE FILES COULD NOT BE PUT BACK: {Explain(ending).Reason}";
    }

    private async Task<DeploymentResult?> RollBackAsync(ImmutableArray<IStep> all)
    {
        if (!wasRollingBack)
        {
            if (failure is { } why)
                context.Output.WriteLine($"Failed: {why.Reason}");
            context.Output.WriteLine($"Rolling back to {target?.Snapshot.Commit?.Short ?? "the images before"}.");
            enter(DeploymentState.RollingBack, Result(DeploymentState.RollingBack, failure?.Reason)); // What is not written down is done nevertheless: the service is down.
        }

        var ending = await RunStepsAsync(all, "rollback: ");
        if (ending is StepResult.HandedOver)
            return null;
        if (ending is StepResult.Succeeded)
            return Result(DeploymentState.RolledBack, failure is null ? null : $"{failure?.Reason}; rolled back to {context.CheckedOut?.Short ?? "the images before"}") with { Stacks = Stacks() };

        var (state, reason) = Explain(ending);
        if (failure is { } first)
            reason = $"{first.Reason}; AND THE ROLLBACK FAILED: {reason}";
        else if (context.Turn is not null && state is DeploymentState.Failed or DeploymentState.TimedOut)
            reason = await PutBackAsync(reason);
        return Result(state == DeploymentState.Interrupted ? state : DeploymentState.RollbackFailed, reason);
    }

    /// <summary>Succeeded when all of them did, else the result of the one that did not.</summary>
    private async Task<StepResult> RunStepsAsync(ImmutableArray<IStep> all, string prefix)
    {
        using var deadline = new CancellationTokenSource(Project.Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, active.Stop);

        // Ending a command takes a while, in which the other cause may come too; the first one counts. Registered last, this is called first.
        timedOut = false;
        using var timeout = deadline.Token.Register(() => timedOut = !active.Stop.IsCancellationRequested);
        foreach (var step in all)
        {
            context.Output.BeginStep();
            (stepName, stepBegun) = (prefix + step.Name, clock.GetTimestamp());
            active.Step = stepName;
            leftTraces |= !step.FailsWithoutTrace;
            var result = await step.RunAsync(context, either.Token);
            if (result is StepResult.NotNeeded)
                continue;
            leftTraces |= result is StepResult.Failed { LeftTraces: true } or StepResult.Stopped { LeftTraces: true };
            steps.Add(new StepRecord(
                stepName,
                result is StepResult.Succeeded or StepResult.HandedOver,
                clock.GetElapsedTime(stepBegun),
                (result as StepResult.Failed)?.ExitCode,
                context.Output.Tail));
            if (result is not StepResult.Succeeded)
                return result;
        }

        return new StepResult.Succeeded();
    }

    private string Noted(string complaint)
    {
        complaints.Add(active.Redaction.Apply(complaint));
        return complaint;
    }

    private (DeploymentState State, string Reason) Explain(StepResult ending) => ending switch
    {
        StepResult.Failed { Complaint: { } complaint } failed => (DeploymentState.Failed, $"{failed.Reason}: {Noted(complaint)}"),
        StepResult.Failed(var reason, _) => (DeploymentState.Failed, reason),
        StepResult.Stopped when timedOut => (DeploymentState.TimedOut, $"it took longer than its timeout of {Project.Timeout.TotalSeconds:0} s and was ended"),
        StepResult.Stopped when active.StoppedAs == DeploymentState.Cancelled => (DeploymentState.Cancelled, "somebody cancelled it while it ran"),
        StepResult.Stopped => (DeploymentState.Interrupted, "pi-deployer was stopped before it had finished"),
        _ => throw new ArgumentOutOfRangeException(nameof(ending), ending, null),
    };
}
