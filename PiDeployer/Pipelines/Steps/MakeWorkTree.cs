using PiDeployer.Pipelines.Git;
using PiDeployer.Values;

namespace PiDeployer.Pipelines.Steps;

/// <summary>Gives a branch's environment a work tree of the project's own checkout, whose remote and logins it has with it. Not needed where there is one.</summary>
internal sealed class MakeWorkTree : IStep
{
    public string Name => "work tree";

    public bool FailsWithoutTrace => true;

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var project = context.Project;
        if (project.Environment is not { } environment)
            throw new InvalidOperationException($"{project.Name} is no environment.");
        if (Path.Exists(Path.Combine(project.Path, ".git")) && await GitCommand.AskAsync(context, ["rev-parse", "--git-dir"], cancellationToken) is (not StepResult.Failed, _))
            return cancellationToken.IsCancellationRequested ? new StepResult.Stopped() : new StepResult.NotNeeded(); // One whose checkout was cloned anew is none any more.
        if (!Directory.Exists(environment.Checkout))
            return new StepResult.Failed($"there is no folder {environment.Checkout}; clone {project.Repository} there");
        if (Clear(project.Path) is { } inTheWay)
            return new StepResult.Failed(inTheWay);

        // One that was deleted by hand is still in git's list, and in the way of a new one.
        context.Project = project with { Path = environment.Checkout };
        var pruned = await GitCommand.RunAsync(context, ["worktree", "prune"], cancellationToken);
        var made = pruned is StepResult.Succeeded ? await GitCommand.RunAsync(context, ["worktree", "add", "--quiet", "--force", "--force", "--detach", "--no-checkout", project.Path, "HEAD"], cancellationToken) : pruned;
        context.Project = project;
        context.IsNew = true;
        return made;
    }

    /// <summary>What a killed git left is no work tree yet.</summary>
    private static string? Clear(string path)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path) ?? "/");
            if (Directory.Exists(path))
                Directory.Delete(path, recursive: true);
            return null;
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            return $"{path} is in the way of the environment's files, and cannot be removed: {e.Message}";
        }
    }
}
