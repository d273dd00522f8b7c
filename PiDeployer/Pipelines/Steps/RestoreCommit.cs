using System.Collections.Immutable;
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
        if (await Checkout.CheckBranchAsync(context, cancellationToken) is { } obstacle)
            return obstacle;
        ImmutableArray<string> goBack = context.Project.FollowsSeveralRefs ? ["checkout", "--quiet", "--detach", commit.Value] : ["reset", "--keep", commit.Value];
        var restored = await GitCommand.RunAsync(context, goBack, cancellationToken);
        if (restored is StepResult.Failed && IsInTheWay(context.Output.Tail))
        {
            context.Output.WriteLine("Changed files are in the way; `git stash list` shows them from now on.");
            restored = await GitCommand.RunAsync(context, ["stash", "push", "--message", $"put aside by pi-deployer for a rollback: {context.Id}"], cancellationToken);
            if (restored is StepResult.Succeeded)
                restored = await GitCommand.RunAsync(context, goBack, cancellationToken);
        }

        return restored is StepResult.Succeeded ? await Checkout.ReadAsync(context, cancellationToken) : restored;
    }

    private static bool IsInTheWay(string output) =>
        output.Contains("not uptodate", StringComparison.Ordinal) || output.Contains("would be overwritten", StringComparison.Ordinal);
}
