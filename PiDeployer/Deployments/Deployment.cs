using PiDeployer.Values;

namespace PiDeployer.Deployments;

/// <summary>One accepted wish to bring a project up to date. It outlives the process: how the project is configured counts when its turn comes.</summary>
internal sealed record Deployment
{
    /// <summary>Names it everywhere.</summary>
    public required DeploymentId Id { get; init; }

    public required ProjectName Project { get; init; }

    /// <summary>Who wished it.</summary>
    public required DeploymentTrigger Trigger { get; init; }

    /// <summary>In local time with its offset.</summary>
    public required DateTimeOffset AcceptedAt { get; init; }

    /// <summary>What was pushed; null when nobody said, and then it is the project's own branch.</summary>
    public GitRef? Ref { get; init; }

    /// <summary>What the push told of its newest commit; null when nobody told.</summary>
    public Commit? Commit { get; init; }

    /// <summary>What the push brought with it; null when nobody told.</summary>
    public PushedCommits? Pushed { get; init; }

    /// <summary>The forge's name for the push; null when it has none.</summary>
    public DeliveryId? Delivery { get; init; }

    /// <summary>Of a rollback, the deployment whose state is wanted back; null for whatever is the one before when its turn comes.</summary>
    public DeploymentId? Origin { get; init; }

    /// <summary>The one service that is meant; null for all of the project.</summary>
    public ServiceUpdate? Update { get; init; }

    /// <summary>Whether a stack of which nothing runs is started.</summary>
    public bool MayStart { get; init; }

    /// <summary>Whether the project, a branch's environment, is taken away.</summary>
    public bool Removes { get; init; }

    /// <summary>Of a stack, the deployment of its folder that found it changed; null when somebody asked for the stack itself.</summary>
    public DeploymentId? Parent { get; init; }

    /// <summary>The deployment that was interrupted and begins again as this one; null as a rule.</summary>
    public DeploymentId? Resumes { get; init; }

    /// <summary>What it deploys, for people: <c>media</c>, or <c>portal of media</c>.</summary>
    public string Subject => Update is { } update ? $"{update.Service} of {Project}" : Project.Value;

    /// <summary>Whether an older one that waits still would do nothing that this one does not, or nothing that stays.</summary>
    public bool Supersedes(Deployment older) =>
        Project == older.Project && Update?.Service == older.Update?.Service && (MayStart || Removes || !older.MayStart) && (Update?.Image is not null || older.Update?.Image is null);

    public static Deployment New(ProjectName project, DeploymentTrigger trigger, TimeProvider clock) =>
        new() { Id = DeploymentId.New(clock), Project = project, Trigger = trigger, AcceptedAt = clock.GetLocalNow() };
}

internal enum DeploymentTrigger
{
    /// <summary>A forge told of a push.</summary>
    Push,

    /// <summary>Somebody asked for this project by its name.</summary>
    Manual,

    /// <summary>Somebody wants an earlier state back.</summary>
    Rollback,

    /// <summary>The folder that the stack is in was deployed, and the stack had changed.</summary>
    Stacks,

    /// <summary>A registry told of a new image.</summary>
    Package,

    /// <summary>Nobody has pushed to the branch for as long as its environment lives.</summary>
    Expiry,

    /// <summary>Its time has come.</summary>
    Schedule,

    /// <summary>We asked for what has changed, and something had.</summary>
    Poll,
}
