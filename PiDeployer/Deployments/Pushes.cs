using System.Collections.Immutable;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Deployments;

/// <summary>Decides what is deployed when a branch or tag has moved, whoever tells of it: a forge, or git itself.</summary>
internal sealed partial class Pushes(
    LiveCatalog catalog, DeploymentCoordinator coordinator, BranchEnvironments environments, PathConditions paths, TimeProvider clock, ILogger<Pushes> logger)
{
    /// <param name="push">What moved.</param>
    /// <param name="projects">Those of its repository.</param>
    /// <param name="trigger">Who tells of it.</param>
    /// <param name="delivery">What a forge calls it; null where it has no name.</param>
    /// <param name="patience">Ends with that of whoever tells; what is accepted stays so.</param>
    public async Task<PushVerdict> DecideAsync(PushEvent push, ImmutableArray<Project> projects, DeploymentTrigger trigger, DeliveryId? delivery, CancellationToken patience)
    {
        if (push is { IsDeletion: true, Ref: GitRef.Branch(var gone) } && environments.EndingWith(projects, gone) is [_, ..] ending)
            return await RemoveAsync(ending, trigger, delivery);
        if (PushConditions.WhyNot(push, projects) is { } reason)
            return new PushVerdict.Skipped(reason);

        ImmutableArray<Project> tracking = [.. projects.Where(project => project.Tracks(push.Ref))];
        var skipped = await paths.SkippedAsync([.. tracking.Where(project => project.Environments is null)], push.Ref, catalog.Current.Redaction, patience); // Of a branch's first push nobody knows what has changed.
        if (skipped.Length == tracking.Length)
            return new PushVerdict.Skipped(string.Join("; ", skipped.Select(one => one.Reason).Distinct()));

        var decisions = ImmutableArray.CreateBuilder<PushDecision>();
        foreach (var project in tracking.Where(project => skipped.All(one => one.Project != project.Name)))
            decisions.Add(await DecideAsync(project, push, trigger, delivery));
        foreach (var (project, why) in skipped)
        {
            Log.Skipped(logger, project.Value, why);
            decisions.Add(new PushDecision(project, new Acceptance.Skipped(why)));
        }

        return new PushVerdict.Decided(decisions.ToImmutable());
    }

    private async Task<PushDecision> DecideAsync(Project tracked, PushEvent push, DeploymentTrigger trigger, DeliveryId? delivery)
    {
        var (target, isNew, whyNot) = environments.Target(tracked, push.Ref);
        if (target is not { } project)
        {
            Log.NoEnvironment(logger, tracked.Name.Value, whyNot);
            return new PushDecision(tracked.Name, new Acceptance.Refused(whyNot ?? ""));
        }

        var redaction = catalog.Current.Redaction;
        var wish = Deployment.New(project.Name, trigger, clock) with
        {
            Ref = push.Ref,
            Commit = push.Head is { } head ? Redacted.Commit(head, redaction) : null,
            Pushed = push.Pushed is { } pushed ? Redacted.Commits(pushed, redaction) : null,
            Delivery = delivery,
            MayStart = project.Environment is not null,
        };
        // Also when the forge has lost its patience. Who looks at the remote looks again later, and what is under way may bring the very commit.
        var acceptance = await coordinator.AcceptAsync(wish, project.QueuesWhenBusy && trigger != DeploymentTrigger.Poll, CancellationToken.None);
        if (acceptance is Acceptance.Busy && trigger != DeploymentTrigger.Poll)
            Log.Busy(logger, project.Name.Value);
        if (isNew && acceptance is not Acceptance.Accepted)
            environments.Forget(project);
        return new PushDecision(project.Name, acceptance);
    }

    /// <summary>The branch is gone, and its environments go with it.</summary>
    private async Task<PushVerdict> RemoveAsync(IReadOnlyList<Project> ending, DeploymentTrigger trigger, DeliveryId? delivery)
    {
        var decisions = ImmutableArray.CreateBuilder<PushDecision>();
        foreach (var environment in ending)
            decisions.Add(new PushDecision(environment.Name, await environments.RemoveAsync(environment, trigger, delivery)));
        return new PushVerdict.Decided(decisions.ToImmutable());
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "A push was skipped for {Project}: {Reason}.")]
        public static partial void Skipped(ILogger logger, string project, string reason);

        [LoggerMessage(LogLevel.Warning, "A push for {Project} was refused: {Reason}.")]
        public static partial void NoEnvironment(ILogger logger, string project, string? reason);

        [LoggerMessage(LogLevel.Warning, "A push for {Project} was refused, because a deployment of it is under way. Redeliver it, or deploy {Project} by hand.")]
        public static partial void Busy(ILogger logger, string project);
    }
}
