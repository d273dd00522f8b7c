using PiDeployer.Pipelines.Sides;

namespace PiDeployer.Pipelines.Steps;

/// <summary>Sends those who ask for an environment's host there, or nobody any more.</summary>
internal sealed class PointRoute : IStep
{
    private readonly bool isRemoval;

    private PointRoute(bool isRemoval) => this.isRemoval = isRemoval;

    public static PointRoute Set { get; } = new(isRemoval: false);

    public static PointRoute Remove { get; } = new(isRemoval: true);

    public string Name => isRemoval ? "remove route" : "route";

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        if (context.Project.Environment is not { Host: { } host } environment || Proxies.HostsOf(context) is not { } routes)
            return new StepResult.NotNeeded();
        try
        {
            var problem = isRemoval ? await routes.RemoveAsync(host, cancellationToken) : await routes.PointAsync(host, environment.Port, cancellationToken);
            if (problem is not null && !isRemoval)
                return new StepResult.Failed(problem);
            if (problem is not null)
                context.Output.WriteLine($"{host} may lead here still, since {problem}. What it led to goes all the same.");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new StepResult.Stopped();
        }

        context.Output.WriteLine(isRemoval ? $"Nothing of ours leads to {host} any more." : $"{host} leads to 127.0.0.1:{environment.Port}.");
        return new StepResult.Succeeded();
    }
}
