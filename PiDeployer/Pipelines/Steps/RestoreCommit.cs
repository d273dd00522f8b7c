using System.Collections.Immutable;
using PiDeployer.Pipelines.Git;
using PiDeployer.Values;

namespace PiDeployer.Pipelines.Steps;

/// <summary>
/// Puts the checkout back to an earlier commit. What somebody changed in tracked files stays when it is not in the way, and else is put aside by <c>git stash</c>; the
/// next pull goes forward from there. Commits that only this checkout has get a ref before the branch leaves them.
/// </summary>
internal sealed class RestoreCommit(CommitId commit) : IStep
{
    public string Name => "git reset";

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        if (!context.Project.FollowsSeveralRefs && await KeepOwnAsync(context, cancellationToken) is { } notKept)
            return notKept;
        ImmutableArray<string> goBack = context.Project.FollowsSeveralRefs ? ["checkout", "--quiet", "--detach", commit.Value] : ["reset", "--keep", commit.Value];
        var restored = await GitCommand.RunAsync(context, goBack, cancellationToken);
        if (restored is StepResult.Failed && await InTheWayAsync(context, cancellationToken) is [_, ..] changed)
            restored = await WithoutAsync(changed, context, goBack, cancellationToken);
        if (restored is not StepResult.Succeeded)
            return restored;
        context.HasMoved = true;
        return await Checkout.ReadAsync(context, cancellationToken);
    }

    /// <summary>Null when no commit would be lost.</summary>
    private async Task<StepResult?> KeepOwnAsync(StepContext context, CancellationToken cancellationToken)
    {
        var (asked, own) = await GitCommand.AskAsync(context, ["rev-list", "--max-count=1", "HEAD", "--not", commit.Value, "--remotes", "--tags"], cancellationToken);
        if (asked is not StepResult.Succeeded)
            return asked;
        if (own.Length == 0)
            return null;

        var name = $"refs/pi-deployer/before-rollback/{context.Id}";
        var kept = await GitCommand.RunAsync(context, ["update-ref", name, "HEAD"], cancellationToken);
        if (kept is not StepResult.Succeeded)
            return kept;
        context.Output.WriteLine($"The branch had commits that no remote has; `git -C {context.Project.Path} merge {name}` brings them back.");
        return null;
    }

    /// <summary>Puts these files aside and tries again; they are back where that did not help.</summary>
    private static async Task<StepResult> WithoutAsync(ImmutableArray<string> changed, StepContext context, ImmutableArray<string> goBack, CancellationToken cancellationToken)
    {
        context.Output.WriteLine("Changed files are in the way; `git stash list` shows them from now on.");
        var stashed = await GitCommand.RunAsync(
            context, ["stash", "push", "--message", $"put aside by pi-deployer for a rollback: {context.Id}", "--", .. changed.Select(path => $":(top,literal){path}")], cancellationToken);
        if (stashed is not StepResult.Succeeded)
            return stashed;
        var restored = await GitCommand.RunAsync(context, goBack, cancellationToken);
        if (restored is StepResult.Failed)
            await GitCommand.RunAsync(context, ["stash", "pop", "--index"], cancellationToken);
        return restored;
    }

    /// <summary>The tracked files that somebody changed and that are others in the commit. Git's complaint is no list of them: it stops at the first.</summary>
    private async Task<ImmutableArray<string>> InTheWayAsync(StepContext context, CancellationToken cancellationToken)
    {
        var changed = await DifferAsync(context, ["HEAD"], cancellationToken);
        var moved = await DifferAsync(context, ["HEAD", commit.Value], cancellationToken);
        return [.. changed.Intersect(moved, StringComparer.Ordinal).Where(path => path.Length > 0)];
    }

    /// <summary>From the top of the repository. A name with a line's end or a quote in it is quoted, and so is no file's; who gives such names has to put them aside himself.</summary>
    private static async Task<string[]> DifferAsync(StepContext context, ImmutableArray<string> commits, CancellationToken cancellationToken)
    {
        var (_, answer) = await GitCommand.AskAsync(
            context, ["-c", "core.quotePath=false", "diff", "--name-only", "--no-renames", "--no-relative", .. commits, "--"], cancellationToken);
        return answer.Split('\n');
    }
}
