using System.Collections.Immutable;
using PiDeployer.Pipelines;
using PiDeployer.Values;

namespace PiDeployer.Deployments;

/// <summary>How a deployment ended.</summary>
/// <param name="State">One of the endings.</param>
internal sealed record DeploymentResult(DeploymentState State)
{
    /// <summary>When its first step began, in local time with its offset; null when it never began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>From then to the end of its last step.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>What was deployed, or was to be; null when nobody found out.</summary>
    public Commit? Commit { get; init; }

    /// <summary>What was there when it began.</summary>
    public Snapshot Before { get; init; } = Snapshot.Nothing;

    /// <summary>What is there now, after a success or a rollback, or at the restart that shall lead to either.</summary>
    public Snapshot After { get; init; } = Snapshot.Nothing;

    /// <summary>The deployment whose state is there again after a rollback; null when there was none, or it is not known.</summary>
    public DeploymentId? Restored { get; init; }

    /// <summary>False when it failed before it had changed anything, so that what was there runs on.</summary>
    public bool Changed { get; init; } = true;

    /// <summary>Whether nothing went wrong, but nothing runs that could be updated.</summary>
    public bool Refused { get; init; }

    /// <summary>The newer deployment that took the place of this one before its turn came; null as a rule.</summary>
    public DeploymentId? TakenOverBy { get; init; }

    /// <summary>A hash of what the project's files said; null where it is not known, or is not what runs now.</summary>
    public string? Content { get; init; }

    /// <summary>Of a folder of stacks, each of them.</summary>
    public ImmutableArray<StackResult> Stacks { get; init; } = [];

    /// <summary>Those that ran, in their order.</summary>
    public ImmutableArray<StepRecord> Steps { get; init; } = [];

    /// <summary>What went wrong and how to mend it; null exactly when nothing did.</summary>
    public string? Error { get; init; }

    /// <summary>What commands said in <see cref="Error"/>, word by word. It may quote whatever their files hold, so it is not for everybody.</summary>
    public ImmutableArray<string> Complaints { get; init; } = [];

    /// <summary>The last output of the step that decided it.</summary>
    public string Tail { get; init; } = "";

    /// <summary>Whether what was wished for is there now.</summary>
    public bool Succeeded => Error is null;
}

/// <param name="Name">Of the stack.</param>
/// <param name="Next">The deployment that it needs; null when it is as it was deployed last.</param>
internal sealed record StackResult(ProjectName Name, Deployment? Next);

/// <param name="Name">The step's.</param>
/// <param name="Succeeded">Whether the deployment could go on.</param>
/// <param name="Duration">Of this step alone.</param>
/// <param name="ExitCode">Of the command that failed; null when none did.</param>
/// <param name="Tail">The end of its output.</param>
internal sealed record StepRecord(string Name, bool Succeeded, TimeSpan Duration, int? ExitCode, string Tail);
