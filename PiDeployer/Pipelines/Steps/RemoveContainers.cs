using System.Collections.Immutable;
using PiDeployer.Pipelines.Containers;

namespace PiDeployer.Pipelines.Steps;

/// <summary>
/// Takes everything away that compose has made for an environment: containers, networks, images built for it alone, and volumes unless they are to be kept. Compose
/// finds that by its labels, in an empty folder too; so a compose file that is broken or gone is no obstacle.
/// </summary>
internal sealed class RemoveContainers : IStep
{
    public string Name => "remove containers";

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var project = context.Project;
        if (project is not { Environment: { } environment, Compose.ProjectName: { } name })
            throw new InvalidOperationException($"{project.Name} is no environment.");
        ImmutableArray<string> volumes = environment.Settings.KeepsVolumes ? [] : ["--volumes"];
        context.Project = project with { Path = "/", Compose = project.Compose with { Files = [], EnvFiles = [], Profiles = [] } };
        try
        {
            var down = await EngineCommand.RunAsync(context, context.Engine.Compose(["down", "--remove-orphans", .. volumes]), null, cancellationToken);
            if (down is StepResult.Succeeded)
                await KeptImages.ReleaseAllAsync(context, name, cancellationToken);
            return cancellationToken.IsCancellationRequested ? new StepResult.Stopped() : down;
        }
        finally
        {
            context.Project = project;
        }
    }
}
