namespace PiDeployer.Deployments;

/// <summary>What those are told who follow deployments: status, notifications, and what will come.</summary>
internal abstract record DeploymentEvent(Deployment Deployment)
{
    internal sealed record Started(Deployment Deployment) : DeploymentEvent(Deployment);

    internal sealed record Finished(Deployment Deployment, DeploymentResult Result) : DeploymentEvent(Deployment);
}
