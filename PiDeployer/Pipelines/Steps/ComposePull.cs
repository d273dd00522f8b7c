using System.Collections.Immutable;
using PiDeployer.Pipelines.Containers;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Pipelines.Steps;

/// <summary>Fetches the images that the project's services name. What runs goes on meanwhile, and afterwards.</summary>
internal sealed class ComposePull : IStep
{
    public string Name => "pull";

    public bool FailsWithoutTrace => true;

    public Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken) => context.Project.Compose.Engine == ContainerEngine.Podman
        ? PodmanAsync(context, context.Configuration?.Services.Values ?? [], cancellationToken)
        : EngineCommand.RunAsync(context, EngineCommand.Compose(context.Project, ["pull", .. context.Configuration?.Builds == true ? (ImmutableArray<string>)["--ignore-buildable"] : []]), context.Limits.Pull, cancellationToken);

    /// <summary>podman-compose says that all is well also when nothing was, so podman itself is asked.</summary>
    public static async Task<StepResult> PodmanAsync(StepContext context, IEnumerable<ComposeService> services, CancellationToken cancellationToken)
    {
        foreach (var image in services.Where(service => service is { IsBuilt: false, IsPulled: true, Image: not null } && !service.Image.StartsWith("localhost/", StringComparison.Ordinal)).Select(service => service.Image).Distinct())
        {
            if (!ImageName.TryParse(image, out var name))
                return new StepResult.Failed($"'{image}' is not the name of an image");
            var pulled = await EngineCommand.RunAsync(context, EngineCommand.In(context.Project, ["pull", name.Value]), context.Limits.Pull, cancellationToken);
            if (pulled is not StepResult.Succeeded)
                return pulled;
        }

        return new StepResult.Succeeded();
    }
}
