using PiDeployer.Pipelines.Git;
using PiDeployer.Values;

namespace PiDeployer.Pipelines.Steps;

/// <summary>Sees whether the checkout can go back to a commit, before a rollback touches anything: when it cannot, all stays as it is.</summary>
internal sealed class FindCommit(CommitId commit) : IStep
{
    public string Name => "find commit";

    public bool FailsWithoutTrace => true;

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        if (await Checkout.CheckBranchAsync(context, cancellationToken) is { } obstacle)
            return obstacle;
        var (found, _) = await GitCommand.AskAsync(context, ["rev-parse", "--verify", "--quiet", $"{commit}^{{commit}}"], cancellationToken);
        if (found is StepResult.Failed failed)
            return failed with { Reason = $"the commit {commit.Short} is not in {context.Project.Path} any more, perhaps since git cleared away what no branch leads to" };
        return found is StepResult.Succeeded ? await LookForIgnoredAsync(context, cancellationToken) : found;
    }

    /// <summary>
    /// Git asks nobody before it overwrites a file that it ignores. Where a database was tracked once and is ignored now, going back would put the old one in its place.
    /// </summary>
    private async Task<StepResult> LookForIgnoredAsync(StepContext context, CancellationToken cancellationToken)
    {
        var (asked, answer) = await GitCommand.AskAsync(
            context, ["-c", "core.quotePath=false", "diff", "--name-only", "--no-renames", "--no-relative", "--diff-filter=A", "HEAD", commit.Value, "--"], cancellationToken);
        if (asked is not StepResult.Succeeded)
            return asked;
        var top = WorkTree.Of(context.Project.Path);
        return answer.Split('\n').FirstOrDefault(path => path.Length > 0 && Path.Exists(Path.Combine(top, path))) is { } file
            ? new StepResult.Failed($"{Path.Combine(top, file)} is not git's any more, but it was in {commit.Short}, whose old one would take its place; move it away first, then roll back by hand")
            : asked;
    }
}
