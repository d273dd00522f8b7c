using System.Globalization;
using PiDeployer.Deployments;
using PiDeployer.Values;

namespace PiDeployer.Feedback;

/// <summary>The sentence beside a commit. Strangers read it, so it has nothing of what commands said.</summary>
internal static class ReportText
{
    /// <summary>In characters; GitHub's limit, and enough for the others.</summary>
    public const int MaxLength = 140;

    public const string OfStart = "Deploying";

    public static string OfEnd(DeploymentResult result)
    {
        var headline = result.State switch
        {
            DeploymentState.Succeeded => $"Deployed in {Seconds(result.Duration)}",
            DeploymentState.RolledBack when result.Succeeded => $"Rolled back to this in {Seconds(result.Duration)}",
            DeploymentState.RolledBack => "Failed and rolled back",
            DeploymentState.RollbackFailed => "Failed, and the rollback too",
            DeploymentState.TimedOut => "Timed out",
            DeploymentState.Cancelled => "Cancelled",
            DeploymentState.Interrupted => "Interrupted",
            _ => "Failed",
        };
        return PublicError.Of(result.Error, result.Complaints) is { } error ? Cut($"{headline}: {Wording.OnOneLine(error)}") : headline;
    }

    /// <summary>At most <see cref="MaxLength"/> characters, and no half ones.</summary>
    public static string Cut(string text) =>
        text.Length <= MaxLength ? text : $"{text[..(char.IsHighSurrogate(text[MaxLength - 2]) ? MaxLength - 2 : MaxLength - 1)].TrimEnd()}…";

    private static string Seconds(TimeSpan duration) =>
        $"{duration.TotalSeconds.ToString(duration < TimeSpan.FromSeconds(9.95) ? "0.0" : "0", CultureInfo.InvariantCulture)} s";
}
