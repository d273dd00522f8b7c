using System.Collections.Concurrent;
using PiDeployer.Values;

namespace PiDeployer.Deployments;

/// <summary>Each project's last result, for <c>/status</c>.</summary>
internal sealed class LatestResults
{
    private readonly ConcurrentDictionary<ProjectName, DeploymentResult> results = new();

    public void Follow(DeploymentEvent happened)
    {
        if (happened is DeploymentEvent.Finished finished)
            results[finished.Deployment.Project.Name] = finished.Result;
    }

    /// <summary>Null while the project was not deployed yet.</summary>
    public DeploymentResult? Find(ProjectName name) => results.GetValueOrDefault(name);
}
