using PiDeployer.Projects;

namespace PiDeployer.Deployments;

/// <summary>What those are told who follow deployments.</summary>
internal abstract record DeploymentEvent(Deployment Deployment)
{
    internal sealed record Started(Deployment Deployment, Project Project) : DeploymentEvent(Deployment);

    internal sealed record Finished(Deployment Deployment, DeploymentResult Result) : DeploymentEvent(Deployment);
}
