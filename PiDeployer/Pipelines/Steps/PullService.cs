using PiDeployer.Pipelines.Containers;
using PiDeployer.Values;

namespace PiDeployer.Pipelines.Steps;

/// <summary>
/// Fetches the image that one service shall run. One that a call names must be of the repository that the compose file names for the service, so that the file decides what
/// may run, and the call only which version of it.
/// </summary>
internal sealed class PullService : IStep
{
    public string Name => "pull_image";

    public bool FailsWithoutTrace => true;

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        if (context is not { Configuration: { } configuration, Update: { } update })
            throw new InvalidOperationException("This step needs a service, and what compose says of it.");
        if (!configuration.Services.TryGetValue(update.Service.Value, out var service))
            return new StepResult.Failed($"the compose file of {context.Project.Name} has no service {update.Service}, or only in a profile that is not on");
        if (update.Image is { } image)
            return await PullAsync(context, image, service, cancellationToken);
        if (service.IsBuilt && context.Project.Compose.Builds != false)
            return await EngineCommand.RunAsync(context, context.Engine.Compose(["build", update.Service.Value]), null, cancellationToken);
        return await context.Engine.PullAsync(context, update.Service.Value, cancellationToken);
    }

    private static async Task<StepResult> PullAsync(StepContext context, ImageName image, ComposeService service, CancellationToken cancellationToken)
    {
        if (!ImageName.TryParse(service.Image, out var known) || known.Repository != image.Repository)
            return new StepResult.Failed($"{image} is not a version of what {context.Update?.Service} runs, which is {service.Image ?? "built here"}");
        if (known.HasDigest)
            return new StepResult.Failed($"the compose file says by its digest which image {context.Update?.Service} runs; change it there");
        return await EngineCommand.RunAsync(context, context.Engine.In(["pull", image.Value]), context.Limits.Pull, cancellationToken);
    }
}
