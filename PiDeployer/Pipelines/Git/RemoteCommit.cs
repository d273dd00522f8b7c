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
    /// <returns>Null, with the reason, when it could not be fetched.</returns>
    public static async Task<(Commit? Commit, StepResult Result)> ReadAsync(Project project, string remote, RemoteRef found, CommandRunner commands, CancellationToken cancellationToken)
    {
        var fetched = await GitCommand.FetchAsync(commands, project, remote, $"{found.Ref}", cancellationToken);
        if (fetched is not StepResult.Succeeded)
            return (null, fetched);
        var (shown, text) = await GitCommand.AskAsync(commands, project, ["log", "-1", "--format=%an%n%B", found.Commit.Value, "--"], isForPeople: true, cancellationToken);
        return text.Split('\n', 2) is [var author, var message] ? (new Commit(found.Commit, author, message.Trim(), null), shown) : (new Commit(found.Commit, "", "", null), shown);
    }
}
