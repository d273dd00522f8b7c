using System.Collections.Immutable;
using PiDeployer.Pipelines;
using PiDeployer.Pipelines.Git;
using PiDeployer.Processes;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Deployments.Polling;

/// <summary>Asks a project's remote what has moved, and has that deployed as if a forge had told of the push.</summary>
/// <param name="directory">Absolute; holds what was seen, a file for each project.</param>
/// <param name="news">What decides on a push, and knows what is under way.</param>
/// <param name="gates">One connection for each host.</param>
/// <param name="commandsWith">Makes what runs git, hiding these secrets.</param>
/// <param name="redactionNow">All secrets that are known.</param>
/// <param name="clock">For the limits.</param>
/// <param name="logger">Told what was found.</param>
internal sealed partial class GitPoll(
    string directory, PushNews news, HostGates gates, Func<Redaction, CommandRunner> commandsWith, Func<Redaction> redactionNow, TimeProvider clock, ILogger<GitPoll> logger) : IPoll
{
    /// <summary>For one answer of the remote.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>For bringing a commit here: on a slow line that is what a deployment would wait for.</summary>
    private static readonly TimeSpan FetchLimit = TimeSpan.FromMinutes(5);

    public TimeSpan? IntervalOf(Project project) => project.Poll;

    public async Task<PollOutcome> AskAsync(Project project, CancellationToken cancellationToken)
    {
        var redaction = redactionNow();
        var commands = commandsWith(redaction);
        var remote = await GitRemote.NameAsync(project, commands, cancellationToken);
        using var turn = await gates.EnterAsync(await GitRemote.HostAsync(project, remote, commands, cancellationToken), cancellationToken);
        switch (await LimitedAsync(Limit, token => RemoteRefs.AskAsync(project, remote, commands, token), cancellationToken))
        {
            case RemoteRefs.Listed(var refs) when !project.FollowsSeveralRefs && refs.IsEmpty:
                return new PollOutcome.Failed($"the remote has no branch {project.Branch}", $"the remote has no branch {project.Branch}");
            case RemoteRefs.Listed(var refs):
                return await FollowAsync(project, remote, refs, commands, cancellationToken) is { } failed ? Failed(failed, FetchLimit, redaction, cancellationToken) : new PollOutcome.Answered();
            case RemoteRefs.Unknown(var result):
                return Failed(result, Limit, redaction, cancellationToken);
            case var unknown:
                throw new InvalidOperationException($"{unknown} is not an answer.");
        }
    }

    private static PollOutcome.Failed Failed(StepResult result, TimeSpan limit, Redaction redaction, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var reason = result is StepResult.Failed(var why, _) ? why : $"the remote has not answered within {limit.TotalSeconds:0} s";
        return new PollOutcome.Failed(redaction.Apply(reason), reason.Split(": ")[0]); // What git itself said comes after the first colon.
    }

    public void Forget(Func<ProjectName, bool> isAskedFor) => SeenFiles.Prune(directory, isAskedFor);

    /// <returns>Why not all of it could be seen to; null when it was.</returns>
    private async Task<StepResult?> FollowAsync(Project project, string remote, ImmutableArray<RemoteRef> refs, CommandRunner commands, CancellationToken cancellationToken)
    {
        var path = Path.Combine(directory, project.Name.Value);
        var before = SeenRefs.Read(path) is { } found && found.Follows == SeenRefs.FollowedBy(project) ? found : null;
        var head = project.FollowsSeveralRefs ? null : await HeadAsync(project, commands, cancellationToken);
        var moves = RefMoves.Of(project, before, refs, head, news);
        var seen = moves.Seen;
        StepResult? problem = null;
        foreach (var moved in moves.Pushed)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (commit, fetched) = await LimitedAsync(FetchLimit, token => RemoteCommit.ReadAsync(project, remote, moved, commands, token), cancellationToken);
            if (commit is null)
            {
                problem = fetched; // Its message may say that it is not to be deployed.
                continue;
            }

            Log.Found(logger, project.Name.Value, moved.Ref.ShortName, moved.Commit.Short);
            if (await LimitedAsync(Limit, token => TellAsync(project, new PushEvent(moved.Ref, IsDeletion: false, commit), token), cancellationToken))
                seen[$"{moved.Ref}"] = moved.Id.Value;
        }

        foreach (var gone in moves.Gone)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Log.Gone(logger, project.Name.Value, gone.ShortName);
            if (await TellAsync(project, new PushEvent(gone, IsDeletion: true, null), cancellationToken))
                seen.Remove($"{gone}");
        }

        var now = new SeenRefs(SeenRefs.FollowedBy(project), clock.GetUtcNow(), seen);
        if (!now.IsAs(before)) // Else a memory card would be written to all day.
            Write(now, path);
        return problem;
    }

    /// <returns>Whether that is settled, and need not be tried at the next look.</returns>
    private async Task<bool> TellAsync(Project project, PushEvent push, CancellationToken cancellationToken)
    {
        var verdict = await news.DecideAsync(push, project, cancellationToken);
        if (verdict is PushVerdict.Skipped(var reason))
            Log.Skipped(logger, project.Name.Value, reason);
        return verdict is not PushVerdict.Decided(var decisions)
            || decisions.All(decision => decision.Acceptance is not (Acceptance.Busy or Acceptance.NotRecorded or Acceptance.Stopping));
    }

    private static async Task<CommitId?> HeadAsync(Project project, CommandRunner commands, CancellationToken cancellationToken) =>
        await GitCommand.AskAsync(commands, project, ["rev-parse", "--verify", "--quiet", "HEAD^{commit}"], cancellationToken) is (StepResult.Succeeded, var head) && CommitId.TryParse(head, out var id) ? id : null;

    private async Task<T> LimitedAsync<T>(TimeSpan time, Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(time, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        return await ask(either.Token);
    }

    private void Write(SeenRefs seen, string path)
    {
        try
        {
            seen.Write(path);
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            Log.NotWritten(logger, path, e.Message); // What is in the history is not deployed again all the same.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "A push to {Ref} of {Project} was found by polling: {Commit}.")]
        public static partial void Found(ILogger logger, string project, string @ref, string commit);

        [LoggerMessage(LogLevel.Information, "That {Ref} of {Project} is gone was found by polling.")]
        public static partial void Gone(ILogger logger, string project, string @ref);

        [LoggerMessage(LogLevel.Information, "What polling found for {Project} was skipped: {Reason}.")]
        public static partial void Skipped(ILogger logger, string project, string reason);

        [LoggerMessage(LogLevel.Error, "What polling has seen could not be written to {File}: {Reason}")]
        public static partial void NotWritten(ILogger logger, string file, string reason);
    }
}
