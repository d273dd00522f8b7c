namespace PiDeployer.Pipelines.Steps;

/// <summary>Fetches the images that the project's services name. What runs goes on meanwhile, and afterwards.</summary>
internal sealed class ComposePull : IStep
{
    public string Name => "pull";

    public bool FailsWithoutTrace => true;

    public Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken) => context.Engine.PullAsync(context, null, cancellationToken);
}
