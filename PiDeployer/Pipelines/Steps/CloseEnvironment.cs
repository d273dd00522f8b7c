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
                PutAway(context, project.Path);
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
            return new StepResult.Failed($"the environment could not be forgotten: {e.Message}");
        }
        finally
        {
            context.Project = project;
        }
    }

    /// <summary>What its containers wrote may belong to root. It is moved out of the way then, so that the branch can come again, and a person is told.</summary>
    private static void PutAway(StepContext context, string path)
    {
        var aside = $"{path}.removed-{context.Id}";
        Directory.Move(path, aside);
        try
        {
            Directory.Delete(aside, recursive: true);
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            context.Output.WriteLine($"Some of its files could not be removed, since its containers have made them, perhaps: {e.Message} `sudo rm -r {aside}` does it.");
        }
    }
}
