using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Deployments;

/// <summary>One accepted wish to bring a project up to date. It keeps the project as it was then, whatever is reloaded meanwhile.</summary>
/// <param name="Id">Names it everywhere.</param>
/// <param name="Project">As configured when it was accepted.</param>
/// <param name="Trigger">Who wished it.</param>
/// <param name="Commit">What the push told of its newest commit; null when nobody told.</param>
internal sealed record Deployment(DeploymentId Id, Project Project, DeploymentTrigger Trigger, Commit? Commit);

internal enum DeploymentTrigger
{
    /// <summary>A forge told of a push.</summary>
    Push,

    /// <summary>Somebody asked for this project by its name.</summary>
    Manual,
}
