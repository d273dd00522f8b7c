using System.Collections.Immutable;
using PiDeployer.Deployments;
using PiDeployer.Logs;
using PiDeployer.Values;

namespace PiDeployer.Http;

/// <summary>Tells a caller who waits how what it asked for has ended.</summary>
/// <param name="logs">Know when a deployment ends.</param>
/// <param name="history">Knows how.</param>
/// <param name="closing">Fires when answers that wait shall be given.</param>
internal sealed class Outcomes(DeploymentLogs logs, DeploymentHistory history, CancellationToken closing)
{
    /// <summary>How it ended; and that it was accepted, when the caller does not wait or its patience ends first.</summary>
    public async Task<IResult> AnswerAsync(HttpContext http, ProjectName project, Acceptance acceptance, TimeSpan patience)
    {
        if (patience == Patience.None || DeploymentOf(acceptance) is not { } id)
            return AcceptanceAnswers.Of(project, acceptance);
        using var limit = Limit(http, patience);
        return await EndAsync(project, id, limit.Token) is { } ended ? OutcomeAnswers.Of(ended) : AcceptanceAnswers.Of(project, acceptance);
    }

    /// <summary>The same for a push that several projects follow.</summary>
    public async Task<IResult> AnswerAsync(HttpContext http, ImmutableArray<PushDecision> decisions, TimeSpan patience)
    {
        if (decisions is [var (project, acceptance)])
            return await AnswerAsync(http, project, acceptance, patience);
        if (patience == Patience.None)
            return AcceptanceAnswers.Of(decisions);

        using var limit = Limit(http, patience);
        var ended = ImmutableArray.CreateBuilder<Outcome>();
        var others = ImmutableArray.CreateBuilder<DeployAnswer>();
        foreach (var decision in decisions)
        {
            if (DeploymentOf(decision.Acceptance) is not { } id)
                others.Add(AcceptanceAnswers.Part(decision.Project, decision.Acceptance));
            else if (await EndAsync(decision.Project, id, limit.Token) is { } outcome)
                ended.Add(outcome);
            else
                return AcceptanceAnswers.Of(decisions);
        }

        return ended.Count == 0 ? AcceptanceAnswers.Of(decisions) : OutcomeAnswers.Of(ended.ToImmutable(), others.ToImmutable());
    }

    /// <summary>The one whose end a caller waits for; null where there will be none.</summary>
    private static DeploymentId? DeploymentOf(Acceptance acceptance) => acceptance switch
    {
        Acceptance.Accepted(var deployment) => deployment.Id,
        Acceptance.Duplicate(var first) => first,
        _ => null,
    };

    private CancellationTokenSource Limit(HttpContext http, TimeSpan patience)
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(closing, http.RequestAborted);
        limit.CancelAfter(patience);
        return limit;
    }

    /// <summary>Waits for a deployment and for those that follow from it; null when that took too long.</summary>
    private async Task<Outcome?> EndAsync(ProjectName project, DeploymentId id, CancellationToken cancellationToken)
    {
        try
        {
            for (var log = logs.Find(id); log is { State: { IsOver: false } seen };)
                await log.ChangeAsync(seen).WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            if (logs.Find(id) is not null)
                return null; // Else it ended in the same moment, as what is interrupted by our own end does.
        }

        if (history.Find(project, id) is not { } entry)
            return null;
        if (DeploymentId.TryParse(entry.TakenOverBy, out var newer))
            return await EndAsync(project, newer, cancellationToken); // What was asked for is done there.
        var stacks = ImmutableArray.CreateBuilder<Outcome>();
        foreach (var stack in entry.Stacks ?? [])
        {
            if (!ProjectName.TryParse(stack.Stack, out var name) || !DeploymentId.TryParse(stack.Id, out var next))
                continue;
            if (await EndAsync(name, next, cancellationToken) is not { } outcome)
                return null;
            stacks.Add(outcome);
        }

        return new Outcome(entry, stacks.ToImmutable());
    }
}

/// <param name="Entry">The record of a deployment that has ended.</param>
/// <param name="Stacks">Those of the stacks that it had deployed; one that had not changed has none.</param>
internal sealed record Outcome(DeploymentEntry Entry, ImmutableArray<Outcome> Stacks)
{
    public bool IsGood => Entry.Success == true && Stacks.All(stack => stack.IsGood);
}
