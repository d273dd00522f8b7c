using PiDeployer.Processes;
using PiDeployer.Projects;

namespace PiDeployer.Pipelines.Git;

/// <summary>Where a checkout is pulled from.</summary>
internal static class GitRemote
{
    /// <summary>As git calls it: the one of the project's branch, and <c>origin</c> where git knows none or the project has several branches.</summary>
    public static async Task<string> NameAsync(Project project, CommandRunner commands, CancellationToken cancellationToken) =>
        !project.FollowsSeveralRefs && await GitCommand.AskAsync(commands, project, ["config", "--get", $"branch.{project.Branch}.remote"], cancellationToken) is (StepResult.Succeeded, var configured)
            ? configured
            : "origin";

    /// <summary>The host that git calls up for a remote; empty when it is this machine, or nobody knows.</summary>
    public static async Task<string> HostAsync(Project project, string remote, CommandRunner commands, CancellationToken cancellationToken) =>
        await GitCommand.AskAsync(commands, project, ["remote", "get-url", "--", remote], cancellationToken) is (StepResult.Succeeded, var address) ? HostOf(address) : "";

    /// <param name="address">A URL, a path, or ssh's <c>user@host:path</c>.</param>
    public static string HostOf(string address)
    {
        if (address.Contains("://", StringComparison.Ordinal))
            return Uri.TryCreate(address, UriKind.Absolute, out var url) ? url.Host : "";
        var colon = address.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && !address.AsSpan(0, colon).Contains('/') ? address[(address.IndexOf('@', StringComparison.Ordinal) + 1)..colon] : "";
    }
}
