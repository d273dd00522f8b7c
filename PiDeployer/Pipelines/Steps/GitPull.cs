using PiDeployer.Pipelines.Git;
using PiDeployer.Values;

namespace PiDeployer.Pipelines.Steps;

/// <summary>
/// Brings the checkout to the tip of the project's branch, and only if that needs no merge: <c>git pull --ff-only</c>. Another branch checked out, or one
/// that follows another, is refused before anything is touched. Where a project has several branches or tags, <see cref="GitDetach"/> does it.
/// </summary>
internal sealed class GitPull : IStep
{
    public string Name => "git pull";

    public bool FailsWithoutTrace => true;

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var project = context.Project;
        if (!Directory.Exists(project.Path))
            return new StepResult.Failed($"there is no folder {project.Path}; clone {project.Repository} there");

        var updated = project.FollowsSeveralRefs ? await GitDetach.RunAsync(context, cancellationToken) : await PullAsync(context, cancellationToken);
        if (updated is not StepResult.Succeeded)
            return updated;
        var read = await Checkout.ReadAsync(context, cancellationToken);
        context.HasMoved = context.Commit?.Id != context.Before.Commit;
        return read is StepResult.Failed failed ? failed with { LeftTraces = true } : read; // The files are new ones by now.
    }

    private static async Task<StepResult> PullAsync(StepContext context, CancellationToken cancellationToken)
    {
        var project = context.Project;
        var (asked, answer) = await GitCommand.AskAsync(
            context, ["for-each-ref", "--format=%(HEAD)%(refname) %(objectname) %(upstream:remotename) %(upstream:remoteref)", $"refs/heads/{project.Branch}"], cancellationToken);
        if (asked is not StepResult.Succeeded)
            return asked;

        // Where there is no such branch, git lists those in a folder of its name.
        if (!answer.StartsWith($"*refs/heads/{project.Branch} ", StringComparison.Ordinal))
            return await Checkout.OtherBranchAsync(context, cancellationToken);
        var fields = answer.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (fields is [_, _, _, var followed] && followed != $"refs/heads/{project.Branch}")
        {
            return new StepResult.Failed(
                $"the checkout's branch {project.Branch} tracks {followed}, not {project.Branch}; "
                + $"`git -C {project.Path} branch --set-upstream-to origin/{project.Branch}` mends it");
        }

        context.Before = context.Before with { Commit = CommitId.TryParse(fields.ElementAtOrDefault(1), out var previous) ? previous : null };
        var remote = fields.ElementAtOrDefault(2) ?? "origin";
        return await GitCommand.RunAsync(context, ["pull", "--ff-only", "--no-rebase", remote, $"refs/heads/{project.Branch}"], cancellationToken);
    }
}
