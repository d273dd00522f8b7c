using PiDeployer.Deployments;
using PiDeployer.Values;

namespace PiDeployer.Metrics;

/// <summary>Counts the deployments of each project that ended since the start, by how they did and how long they took.</summary>
internal sealed class DeploymentCounts
{
    private readonly Lock gate = new();
    private readonly Dictionary<ProjectName, Counts> byProject = [];

    public void Follow(DeploymentEvent happened)
    {
        lock (gate)
        {
            if (happened is DeploymentEvent.Removed)
                byProject.Remove(happened.Deployment.Project);
            else if (happened is DeploymentEvent.Finished(var deployment, var result))
                Of(deployment.Project).Add(result);
        }
    }

    /// <summary>Every result that there may be is there from the beginning, as 0: a counter that begins with its first event hides that one from <c>increase()</c>.</summary>
    /// <param name="page">To write to.</param>
    /// <param name="projects">Those that there are; what is known of others is forgotten.</param>
    public void WriteTo(MetricsPage page, IReadOnlyList<ProjectName> projects)
    {
        lock (gate)
        {
            page.Counter("pi_deployer_deployments_total", "Deployments that began and ended since the start of pi-deployer, by their result.");
            foreach (var project in projects)
            {
                foreach (var state in DeploymentStates.Endings)
                    page.Sample(Of(project).ByState[(int)state], ("project", project.Value), ("result", state.ToName()));
            }

            page.Histogram("pi_deployer_deployment_duration_seconds", "How long deployments took, without those that were cancelled or interrupted.");
            foreach (var project in projects)
                Of(project).Durations.WriteTo(page, project.Value);
            if (byProject.Count > projects.Count)
                KeepOnly(projects);
        }
    }

    private Counts Of(ProjectName project)
    {
        if (!byProject.TryGetValue(project, out var counts))
            byProject[project] = counts = new Counts();
        return counts;
    }

    private void KeepOnly(IReadOnlyList<ProjectName> projects)
    {
        var kept = projects.ToHashSet();
        foreach (var gone in byProject.Keys.Where(project => !kept.Contains(project)).ToList())
            byProject.Remove(gone);
    }

    private sealed class Counts
    {
        public long[] ByState { get; } = new long[(int)DeploymentState.RollbackFailed + 1];

        public Durations Durations { get; } = new();

        public void Add(DeploymentResult result)
        {
            ByState[(int)result.State]++;
            if (result.State is not (DeploymentState.Cancelled or DeploymentState.Interrupted)) // They say nothing about how long it takes.
                Durations.Add(result.Duration);
        }
    }
}
