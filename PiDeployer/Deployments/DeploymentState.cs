using System.Collections.Immutable;

namespace PiDeployer.Deployments;

/// <summary>
/// Where a deployment stands. It goes from waiting to running, from there perhaps to rolling back, perhaps to restarting (which the next process takes up) or cancelling,
/// and from any of these to one of the endings, which is never left again.
/// </summary>
internal enum DeploymentState
{
    /// <summary>Accepted; its turn has not come.</summary>
    Waiting,

    Running,

    /// <summary>It failed, and what was there before is being restored.</summary>
    RollingBack,

    /// <summary>It restarts this program; the process that comes finishes it.</summary>
    Restarting,

    /// <summary>Somebody does not want it any more, and it is being ended.</summary>
    Cancelling,

    Succeeded,

    Failed,

    /// <summary>Its deadline passed.</summary>
    TimedOut,

    /// <summary>Somebody did not want it any more, or a newer one took its place.</summary>
    Cancelled,

    /// <summary>The program was stopped, or died, meanwhile.</summary>
    Interrupted,

    /// <summary>What was there before is there again: after a failure, or because somebody asked for it.</summary>
    RolledBack,

    /// <summary>Neither the new state nor the one before could be reached.</summary>
    RollbackFailed,
}

/// <summary>The states under the names that records and answers use, and under those in the log file.</summary>
internal static class DeploymentStates
{
    /// <summary>All of them, in the order of the enumeration.</summary>
    public static ImmutableArray<string> Names { get; } =
    [
        "waiting", "running", "rolling_back", "restarting", "cancelling",
        "succeeded", "failed", "timed_out", "cancelled", "interrupted", "rolled_back", "rollback_failed",
    ];

    /// <summary>Those that a deployment passes through; the others are endings.</summary>
    public static ImmutableArray<DeploymentState> InFlight { get; } =
        [DeploymentState.Waiting, DeploymentState.Running, DeploymentState.RollingBack, DeploymentState.Restarting, DeploymentState.Cancelling];

    /// <summary>Those that are never left again.</summary>
    public static ImmutableArray<DeploymentState> Endings { get; } =
    [
        DeploymentState.Succeeded, DeploymentState.Failed, DeploymentState.TimedOut, DeploymentState.Cancelled, DeploymentState.Interrupted, DeploymentState.RolledBack,
        DeploymentState.RollbackFailed,
    ];

    public static string ToName(this DeploymentState state) => Names[(int)state];

    /// <summary>Null when the text is none.</summary>
    public static DeploymentState? TryParse(string text) => Names.IndexOf(text) is var index and >= 0 ? (DeploymentState)index : null;

    /// <summary>The word for it in the log file, where people and their scripts look for the old program's words.</summary>
    public static string ToLogWord(this DeploymentState state) => state switch
    {
        DeploymentState.Succeeded => "success",
        DeploymentState.TimedOut => "timeout",
        _ => state.ToName().Replace('_', ' '),
    };
}
