using System.Collections.Immutable;
using PiDeployer.Values;

namespace PiDeployer.Deployments;

/// <summary>How a deployment ended.</summary>
/// <param name="Outcome">In one word.</param>
/// <param name="StartedAt">When its first step began, in local time with its offset.</param>
/// <param name="Duration">From then to the end of its last step.</param>
/// <param name="Commit">What was deployed, or was to be; null when nobody found out.</param>
/// <param name="Steps">Those that ran, in their order.</param>
/// <param name="Error">What went wrong and how to mend it; null exactly when it succeeded.</param>
/// <param name="Tail">The last output of the step that decided it.</param>
internal sealed record DeploymentResult(
    DeploymentOutcome Outcome,
    DateTimeOffset StartedAt,
    TimeSpan Duration,
    Commit? Commit,
    ImmutableArray<StepRecord> Steps,
    string? Error,
    string Tail)
{
    public bool Succeeded => Outcome == DeploymentOutcome.Succeeded;
}

/// <param name="Name">The step's.</param>
/// <param name="Succeeded">Whether the deployment could go on.</param>
/// <param name="Duration">Of this step alone.</param>
/// <param name="ExitCode">Of the command that failed; null when none did.</param>
internal sealed record StepRecord(string Name, bool Succeeded, TimeSpan Duration, int? ExitCode);

internal enum DeploymentOutcome
{
    Succeeded,
    Failed,

    /// <summary>Its deadline passed.</summary>
    TimedOut,

    /// <summary>The program was stopped meanwhile.</summary>
    Interrupted,
}

internal static class DeploymentOutcomes
{
    /// <summary>The word for it in the log file, where people and their scripts look for the old program's words.</summary>
    public static string ToLogWord(this DeploymentOutcome outcome) => outcome switch
    {
        DeploymentOutcome.Succeeded => "success",
        DeploymentOutcome.Failed => "failed",
        DeploymentOutcome.TimedOut => "timeout",
        DeploymentOutcome.Interrupted => "interrupted",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, null),
    };
}
