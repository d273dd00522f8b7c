namespace PiDeployer.Pipelines;

/// <summary>One part of a deployment. A step never throws for what can be expected to go wrong.</summary>
internal interface IStep
{
    /// <summary>A word or two for logs and records, such as <c>git pull</c>.</summary>
    string Name { get; }

    /// <summary>Whether a failure of this step leaves everything as it was before the deployment, so that there is nothing to roll back. One that says otherwise is <see cref="StepResult.Failed.LeftTraces"/>.</summary>
    bool FailsWithoutTrace => false;

    Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken);
}
