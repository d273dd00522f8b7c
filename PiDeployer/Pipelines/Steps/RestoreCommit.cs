using PiDeployer.Values;

namespace PiDeployer.Pipelines.Steps;

/// <summary>
/// Puts the checkout back to an earlier commit. What somebody changed in tracked files stays when it is not in the way, and else is put aside by <c>git stash</c>; the
/// next pull goes forward from there.
/// </summary>
internal sealed class RestoreCommit(CommitId commit) : IStep
{
    public string Name => "git reset";

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        if (await GitPull.CheckBranchAsync(context, cancellationToken) is { } obstacle)
            return obstacle;
        var reset = await ResetAsync(context, cancellationToken);
        if (reset is StepResult.Failed && context.Output.Tail.Contains("not uptodate", StringComparison.Ordinal))
        {
            context.Output.WriteLine("Changed files are in the way; `git stash list` shows them from now on.");
            var stashed = await context.RunAsync(GitPull.Git(context.Project, ["stash", "push", "--message", $"put aside by pi-deployer for the rollback in {context.Id}"]), cancellationToken);
            reset = stashed is StepResult.Succeeded ? await ResetAsync(context, cancellationToken) : stashed;
        }

        return reset switch
        {
            StepResult.Succeeded => await GitPull.ReadHeadAsync(context, cancellationToken),
            StepResult.Failed failed => failed with { Reason = GitProblem.Explain(failed.Reason, context.Output.Tail, context.Project) },
            _ => reset,
        };
    }

    private Task<StepResult> ResetAsync(StepContext context, CancellationToken cancellationToken) =>
        context.RunAsync(GitPull.Git(context.Project, ["reset", "--keep", commit.Value]), cancellationToken);
}
