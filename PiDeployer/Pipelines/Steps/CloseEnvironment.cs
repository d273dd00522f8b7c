using PiDeployer.Pipelines.Git;
using PiDeployer.Values;

namespace PiDeployer.Pipelines.Steps;

/// <summary>Removes an environment's files, and forgets it.</summary>
internal sealed class CloseEnvironment : IStep
{
    public string Name => "remove files";

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var project = context.Project;
        if (project.Environment is not { } environment)
            throw new InvalidOperationException($"{project.Name} is no environment.");
        try
        {
            if (Directory.Exists(project.Path))
                Directory.Delete(project.Path, recursive: true);
            context.Kept?.Forget();
            context.Built?.Forget();
            if (Directory.Exists(environment.Checkout))
            {
                context.Project = project with { Path = environment.Checkout };
                await GitCommand.RunAsync(context, ["worktree", "prune"], cancellationToken); // What is left in git's list then, the next one takes away.
            }

            context.Output.WriteLine(context.Forget() ? $"The environment of {environment.Branch} is gone." : $"Somebody has pushed to {environment.Branch} since, so its environment comes again.");
            return new StepResult.Succeeded();
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            return new StepResult.Failed($"the environment's files could not be removed: {e.Message}. Those that its containers made belong to root, perhaps; `sudo rm -r {project.Path}` removes them");
        }
        finally
        {
            context.Project = project;
        }
    }
}
