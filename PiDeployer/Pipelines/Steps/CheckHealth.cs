namespace PiDeployer.Pipelines.Steps;

/// <summary>After the deployment, not before it: what counts is whether the service is well now.</summary>
internal sealed class CheckHealth : IStep
{
    public string Name => "health check";

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        if (context.Project.HealthCheck is not { } settings)
            return new StepResult.NotNeeded();
        try
        {
            return await context.Health.RunAsync(settings, context.Output.WriteLine, cancellationToken) is { } problem
                ? new StepResult.Failed($"health check failed: {settings.Url} {problem}")
                : new StepResult.Succeeded();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new StepResult.Stopped();
        }
    }
}
