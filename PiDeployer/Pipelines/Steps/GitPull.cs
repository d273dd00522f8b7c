using System.Collections.Immutable;
using PiDeployer.Values;

namespace PiDeployer.Pipelines.Steps;

/// <summary>
/// Brings the checkout to the tip of the project's branch, and only if that needs no merge: <c>git pull --ff-only</c>. Another branch checked out, or one
/// that follows another, is refused before anything is touched. Where a project has several branches or tags, <see cref="GitDetach"/> does it.
/// </summary>
internal sealed class GitPull : IStep
{
    public string Name => "git pull";

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var project = context.Project;
        if (!Directory.Exists(project.Path))
            return new StepResult.Failed($"there is no folder {project.Path}; clone {project.Repository} there");

        var updated = project.FollowsSeveralRefs ? await GitDetach.RunAsync(context, cancellationToken) : await PullAsync(context, cancellationToken);
        return updated is StepResult.Succeeded ? await ReadHeadAsync(context, cancellationToken) : updated;
    }

    private static async Task<StepResult> PullAsync(StepContext context, CancellationToken cancellationToken)
    {
        var project = context.Project;
        var (asked, answer) = await AskAsync(
            context, ["for-each-ref", "--format=%(HEAD)%(refname) %(objectname) %(upstream:remotename) %(upstream:remoteref)", $"refs/heads/{project.Branch}"], cancellationToken);
        if (asked is not StepResult.Succeeded)
            return asked;

        // Where there is no such branch, git lists those in a folder of its name.
        if (!answer.StartsWith($"*refs/heads/{project.Branch} ", StringComparison.Ordinal))
            return await OtherBranchAsync(context, cancellationToken);
        var fields = answer.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (fields is [_, _, _, var followed] && followed != $"refs/heads/{project.Branch}")
        {
            return new StepResult.Failed(
                $"the checkout's branch {project.Branch} tracks {followed}, not {project.Branch}; "
                + $"`git -C {project.Path} branch --set-upstream-to origin/{project.Branch}` mends it");
        }

        context.PreviousCommit = CommitId.TryParse(fields.ElementAtOrDefault(1), out var previous) ? previous : null;
        var remote = fields.ElementAtOrDefault(2) ?? "origin";
        return await GitCommand.RunAsync(context, ["pull", "--ff-only", "--no-rebase", remote, $"refs/heads/{project.Branch}"], cancellationToken);
    }

    /// <summary>The push's commit was a hint; this is what is checked out, and so what gets deployed.</summary>
    private static async Task<StepResult> ReadHeadAsync(StepContext context, CancellationToken cancellationToken)
    {
        var (asked, answer) = await AskAsync(context, ["log", "-1", "--no-show-signature", "--format=%H%n%an%n%B"], cancellationToken);
        if (asked is not StepResult.Succeeded)
            return asked;
        if (answer.Split('\n', 3) is not [var hash, var author, .. var message] || !CommitId.TryParse(hash, out var id))
            return new StepResult.Failed($"git log answered what is no commit: {answer}");

        var url = context.Commit?.Id == id ? context.Commit.Url : null;
        context.Commit = new Commit(id, author, message.FirstOrDefault("").TrimEnd(), url);
        context.Output.WriteLine($"At {id.Short}: {message.FirstOrDefault("").Split('\n')[0]}");
        return asked;
    }

    private static async Task<StepResult> OtherBranchAsync(StepContext context, CancellationToken cancellationToken)
    {
        var (asked, head) = await AskAsync(context, ["rev-parse", "--abbrev-ref", "HEAD"], cancellationToken);
        if (asked is not StepResult.Succeeded)
            return asked;
        var project = context.Project;
        return new StepResult.Failed(
            $"{(head == "HEAD" ? "no branch" : $"the branch {head}")} is checked out in {project.Path}, but the project names {project.Branch}; "
            + $"`git -C {project.Path} checkout {project.Branch}` mends it");
    }

    private static Task<(StepResult Result, string Answer)> AskAsync(StepContext context, ImmutableArray<string> arguments, CancellationToken cancellationToken) =>
        GitCommand.AskAsync(context.Commands, context.Project, arguments, cancellationToken);
}
