namespace PiDeployer.Pipelines;

/// <summary>One part of a deployment. A step never throws for what can be expected to go wrong.</summary>
internal interface IStep
{
    /// <summary>A word or two for logs and records, such as <c>git pull</c>.</summary>
    string Name { get; }

    Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken);
}
