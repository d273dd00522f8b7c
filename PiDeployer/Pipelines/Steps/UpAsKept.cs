using PiDeployer.Pipelines.Containers;

namespace PiDeployer.Pipelines.Steps;

/// <summary>Makes the containers again as they were when all was well, by what was kept of that time; by the files as they are where nothing was.</summary>
internal sealed class UpAsKept : IStep
{
    public string Name => "up";

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken) => context.Kept?.Of(context.Project) is { } then
        ? await EngineCommand.RunAsync(
            context, Engines.Of(then).Compose([.. context.Engine.Up(ImagesForUp.AsTheyAre), "--remove-orphans"]), context.Limits.Up, cancellationToken)
        : await Compose.UpInPlaceAsItIs.RunAsync(context, cancellationToken);
}
