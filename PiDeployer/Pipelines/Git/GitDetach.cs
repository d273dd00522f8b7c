using PiDeployer.Values;

namespace PiDeployer.Pipelines.Git;

/// <summary>
/// Checks out what was pushed, for a project that has several branches or tags: fetched from origin, and on no branch, so that no branch of the checkout is
/// moved. History that was rewritten is no obstacle then; files that somebody changed are.
/// </summary>
internal static class GitDetach
{
    public static async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        if (context.Target is not { } target)
            return new StepResult.Failed("nobody said which of the project's branches or tags; the next push of one will say it");

        var (asked, head) = await GitCommand.AskAsync(context, ["rev-parse", "--verify", "--quiet", "HEAD^{commit}"], cancellationToken);
        if (asked is not (StepResult.Succeeded or StepResult.Failed { ExitCode: 1 })) // A checkout without any commit yet is none that cannot be used.
            return asked;
        context.Before = context.Before with { Commit = !context.IsNew && CommitId.TryParse(head, out var previous) ? previous : null };

        var fetched = await GitCommand.RunAsync(context, ["fetch", "--refmap=", "origin", Source(target)], cancellationToken);
        return fetched is StepResult.Succeeded
            ? await GitCommand.RunAsync(context, ["checkout", "--quiet", "--detach", "FETCH_HEAD^{commit}"], cancellationToken)
            : fetched;
    }

    /// <summary>
    /// A tag is taken over, moved or not, for the scripts that ask <c>git describe</c>. A branch is not: a branch <c>release</c> that is gone and still remembered
    /// would stand in the way of <c>release/2</c>, which is also why <c>--refmap=</c> turns the configured places off.
    /// </summary>
    private static string Source(GitRef target) => target is GitRef.Tag ? $"+{target}:{target}" : $"+{target}";
}
