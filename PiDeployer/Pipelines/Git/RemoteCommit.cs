using PiDeployer.Processes;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Pipelines.Git;

/// <summary>Looks at a commit that only the remote has so far.</summary>
internal static class RemoteCommit
{
    /// <summary>It is fetched for that, and no ref moves.</summary>
    /// <param name="project">In whose checkout.</param>
    /// <param name="remote">As that calls it.</param>
    /// <param name="found">What leads to the commit.</param>
    /// <param name="commands">What runs git.</param>
    /// <param name="cancellationToken">Then there is nothing to tell of it.</param>
    /// <returns>Author and message are empty when they could not be found out.</returns>
    public static async Task<Commit> ReadAsync(Project project, string remote, RemoteRef found, CommandRunner commands, CancellationToken cancellationToken)
    {
        var (fetched, _) = await GitCommand.AskAsync(commands, project, ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--refmap=", "--no-auto-maintenance", "--", remote, $"{found.Ref}"], cancellationToken);
        var shown = fetched is StepResult.Succeeded
            ? await GitCommand.AskAsync(commands, project, ["log", "-1", "--format=%an%n%B", found.Commit.Value, "--"], isForPeople: true, cancellationToken)
            : (fetched, "");
        return shown is (StepResult.Succeeded, var text) && text.Split('\n', 2) is [var author, var message]
            ? new Commit(found.Commit, author, message.Trim(), null)
            : new Commit(found.Commit, "", "", null);
    }
}
