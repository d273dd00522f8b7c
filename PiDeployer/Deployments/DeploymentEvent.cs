using PiDeployer.Projects;

namespace PiDeployer.Deployments;

/// <summary>What those are told who follow deployments.</summary>
internal abstract record DeploymentEvent(Deployment Deployment)
{
    internal sealed record Started(Deployment Deployment, Project Project) : DeploymentEvent(Deployment);

    internal sealed record Finished(Deployment Deployment, DeploymentResult Result) : DeploymentEvent(Deployment)
    {
        /// <summary>As it was when the deployment began; null where it is gone since.</summary>
        public Project? Project { get; init; }
    }

    /// <summary>What the project ran is taken away for good, and so is the environment of its name.</summary>
    /// <param name="Deployment">The one that took it away.</param>
    /// <param name="Project">As it was.</param>
    internal sealed record Removed(Deployment Deployment, Project Project) : DeploymentEvent(Deployment);
}
