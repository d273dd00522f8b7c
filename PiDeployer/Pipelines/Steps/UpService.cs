using PiDeployer.Pipelines.Containers;

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
            var tagged = await context.RunAsync(context.Engine.In(["tag", image.Value, known]), cancellationToken);
            if (tagged is not StepResult.Succeeded)
                return tagged;
        }

        return await EngineCommand.RunAsync(context, context.Engine.Compose([.. context.Engine.Up(ImagesForUp.AsTheyAre), "--no-deps", service.Value]), context.Limits.Up, cancellationToken);
    }
}
