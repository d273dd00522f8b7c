using PiDeployer.Values;

namespace PiDeployer.Pipelines.Git;

/// <summary>Finds out what is checked out.</summary>
internal static class Checkout
{
    /// <summary>The push's commit was a hint; this is what is checked out, and so what gets deployed.</summary>
    public static async Task<StepResult> ReadAsync(StepContext context, CancellationToken cancellationToken)
    {
        var (asked, hash) = await GitCommand.AskAsync(context, ["rev-parse", "HEAD"], cancellationToken);
        if (asked is not StepResult.Succeeded)
            return asked;
        if (!CommitId.TryParse(hash, out var id))
            return new StepResult.Failed($"git rev-parse answered what is no commit: {hash}");

        (asked, var words) = await GitCommand.AskAsync(
            context.Commands, context.Project, ["log", "-1", "--no-show-signature", "--format=%an%n%B", id.Value], isForPeople: true, cancellationToken);
        if (asked is not StepResult.Succeeded)
            return asked;
        var (author, message) = words.Split('\n', 2) is [var first, var rest] ? (first, rest.TrimEnd()) : (words, "");
        var url = context.Commit?.Id == id ? context.Commit.Url : null;
        context.Commit = new Commit(id, author, message, url);
        context.Output.WriteLine($"At {id.Short}: {message.Split('\n')[0]}");
        return asked;
    }

    /// <summary>The commit that is checked out; null when git does not say.</summary>
    public static async Task<CommitId?> HeadAsync(StepContext context, CancellationToken cancellationToken)
    {
        var (_, answer) = await GitCommand.AskAsync(context, ["rev-parse", "HEAD"], cancellationToken);
        return CommitId.TryParse(answer, out var head) ? head : null;
    }

    /// <summary>Null when what is checked out is the project's to move; notes its commit.</summary>
    public static async Task<StepResult?> CheckBranchAsync(StepContext context, CancellationToken cancellationToken)
    {
        var (asked, answer) = await GitCommand.AskAsync(context, ["rev-parse", "HEAD", "--abbrev-ref", "HEAD"], cancellationToken);
        if (asked is not StepResult.Succeeded)
            return asked;
        if (answer.Split('\n') is not [var hash, var head] || (!context.Project.FollowsSeveralRefs && head != context.Project.Branch?.Value))
            return await OtherBranchAsync(context, cancellationToken);
        if (context.Before.Commit is null && CommitId.TryParse(hash, out var commit))
            context.Before = context.Before with { Commit = commit };
        return null;
    }

    /// <summary>The failure that says which branch it is, and how to mend that.</summary>
    public static async Task<StepResult> OtherBranchAsync(StepContext context, CancellationToken cancellationToken)
    {
        var (asked, head) = await GitCommand.AskAsync(context, ["rev-parse", "--abbrev-ref", "HEAD"], cancellationToken);
        if (asked is not StepResult.Succeeded)
            return asked;
        var project = context.Project;
        return new StepResult.Failed(
            $"{(head == "HEAD" ? "no branch" : $"the branch {head}")} is checked out in {project.Path}, but the project names {project.Branch}; "
            + $"`git -C {project.Path} checkout {project.Branch}` mends it");
    }
}
