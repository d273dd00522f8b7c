using System.Collections.Immutable;
using PiDeployer.Pipelines.Containers;

namespace PiDeployer.Pipelines.Steps;

/// <summary>
/// Takes everything away that compose has made for an environment: containers, networks, images built for it alone, and volumes unless they are to be kept.
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
        var down = await Takedown.RunAsync(context, ["--remove-orphans", .. volumes], cancellationToken);
        if (down is StepResult.Succeeded or StepResult.NotNeeded)
            await KeptImages.ReleaseAllAsync(context, name, cancellationToken);
        return cancellationToken.IsCancellationRequested ? new StepResult.Stopped() : down;
    }
}
