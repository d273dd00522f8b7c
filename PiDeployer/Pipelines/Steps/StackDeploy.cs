using System.Collections.Immutable;
using PiDeployer.Pipelines.Containers;
using PiDeployer.Pipelines.Swarm;
using PiDeployer.Processes;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Pipelines.Steps;

/// <summary>
/// Hands the stack's files to Swarm, which then brings its services there by itself; <see cref="WatchStack"/> waits for that, since the command succeeds whatever comes of it.
/// </summary>
/// <param name="images">What the services shall be made of, whatever the files say; empty for what the files say.</param>
internal sealed class StackDeploy(ImmutableArray<ServiceImage> images) : IStep
{
    private static readonly string[] Changes = ["Creating ", "Updating ", "Removing "];

    public string Name => "docker stack deploy";

    /// <summary>Docker reads all of the files before it does anything. Once it has said that it does something, or was ended before it could say, nothing is promised.</summary>
    public bool FailsWithoutTrace => true;

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var project = context.Project;
        if (FilesOf(project) is not [var first, ..] files)
            return new StepResult.Failed($"there is no compose file in {project.Path}; compose_files names those that are called otherwise");
        var (before, problem) = await StackState.ReadAsync(context, cancellationToken);
        if (cancellationToken.IsCancellationRequested)
            return new StepResult.Stopped();
        if (before is null)
            return new StepResult.Failed("how the stack is cannot be found out") { Complaint = problem };
        context.StackBefore = before;
        var restored = images.IsEmpty ? null : context.RestoredImages;
        try
        {
            restored?.Write(images, project, first);
            return await DeployAsync(context, restored is null ? files : [.. files, restored.Path], StackVariables.Read(context, first), cancellationToken);
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            return new StepResult.Failed($"the images to go back to cannot be written down for Docker: {e.Message}");
        }
        finally
        {
            restored?.Delete();
        }
    }

    /// <summary>An image that has its digest already need not be looked for, and can be brought back while the registry is away.</summary>
    private async Task<StepResult> DeployAsync(StepContext context, ImmutableArray<string> files, ImmutableDictionary<string, string> variables, CancellationToken cancellationToken)
    {
        var command = context.Engine.In(
        [
            "stack", "deploy", "--prune", "--with-registry-auth", "--resolve-image", images.IsEmpty ? "always" : "never",
            .. files.Select(file => $"--compose-file={file}"), context.StackName,
        ]);
        var answer = new CapturedOutput();
        var result = await EngineCommand.RunAsync(context, command with { Environment = variables.SetItems(command.Environment) }, context.Limits.Up, answer, cancellationToken);
        return result switch
        {
            StepResult.Failed failed => failed with { LeftTraces = failed.ExitCode is null || HasChanged(answer.Text) },
            StepResult.Stopped => new StepResult.Stopped { LeftTraces = true },
            _ => result,
        };
    }

    private static bool HasChanged(string answer) => EngineCommand.Lines(answer).Any(line => Changes.Any(change => line.StartsWith(change, StringComparison.Ordinal)));

    private static ImmutableArray<string> FilesOf(Project project)
    {
        var names = !project.Compose.Files.IsEmpty ? project.Compose.Files : ComposeFiles.FindIn(project.Path) is { } found ? [found] : ImmutableArray<string>.Empty;
        return [.. names.Select(name => Path.Combine(project.Path, name))];
    }
}
