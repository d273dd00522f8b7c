using System.Collections.Immutable;
using PiDeployer.Pipelines.Containers;
using PiDeployer.Projects;

namespace PiDeployer.Pipelines.Steps;

/// <summary>Has compose replace the containers of one service, with the image that is here by now.</summary>
internal sealed class UpService : IStep
{
    public string Name => "compose_up";

    /// <summary>Whether the image that the call names is given the name by which the compose file knows it. Not before now, so that nobody else starts it untried.</summary>
    public bool TakesNewImage { get; init; }

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        if (context.Update is not { Service: { } service } update)
            throw new InvalidOperationException("This step needs a service.");
        if (TakesNewImage && update.Image is { } image && context.Configuration?.Services.GetValueOrDefault(service.Value)?.Image is { } known && known != image.Value)
        {
            var tagged = await context.RunAsync(EngineCommand.In(context.Project, ["tag", image.Value, known]), cancellationToken);
            if (tagged is not StepResult.Succeeded)
                return tagged;
        }

        ImmutableArray<string> how = context.Project.Compose.Engine == ContainerEngine.Podman ? ["--force-recreate"] : ["--pull", "never"];
        return await EngineCommand.RunAsync(context, EngineCommand.Compose(context.Project, ["up", "-d", "--no-build", "--no-deps", .. how, service.Value]), context.Limits.Up, cancellationToken);
    }
}
