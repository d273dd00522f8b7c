using PiDeployer.Deployments;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Metrics;

/// <summary>What there is to say of projects and their deployments. Of a project, stack or environment that is gone nothing is said any more.</summary>
internal sealed class DeploymentMetrics(LiveCatalog catalog, DeploymentCoordinator coordinator, DeploymentHistory history, DeploymentCounts counts)
{
    public void WriteTo(MetricsPage page)
    {
        var projects = catalog.Current.All().Select(project => project.Name).ToList();
        page.Gauge("pi_deployer_projects", "Projects, with the stacks and the environments of branches that there are now.").Sample(projects.Count);
        counts.WriteTo(page, projects);
        WriteInFlight(page);
        WriteLast(page, [.. projects.Select(Last).OfType<DeploymentEntry>()]);
    }

    /// <summary>One that was cancelled or interrupted says nothing of how the project does.</summary>
    private DeploymentEntry? Last(ProjectName project) => history.Latest(project) is { } latest && IsSilent(latest) ? history.Of(project).FirstOrDefault(entry => !IsSilent(entry)) : history.Latest(project);

    private static bool IsSilent(DeploymentEntry entry) => DeploymentStates.TryParse(entry.State) is DeploymentState.Cancelled or DeploymentState.Interrupted;

    private void WriteInFlight(MetricsPage page)
    {
        var inFlight = coordinator.InFlight();
        var waiting = inFlight.Count(entry => entry.State == DeploymentState.Waiting.ToName());
        page.Gauge("pi_deployer_deployments_running", "Deployments that have begun and not ended.").Sample(inFlight.Count - waiting);
        page.Gauge("pi_deployer_deployments_waiting", "Deployments whose turn has not come.").Sample(waiting);
    }

    /// <summary>The history outlives the process, so this is there right after a start.</summary>
    private static void WriteLast(MetricsPage page, IReadOnlyList<DeploymentEntry> last)
    {
        page.Gauge("pi_deployer_last_deployment_timestamp_seconds", "When the project's last deployment ended that was neither cancelled nor interrupted, as Unix time.");
        foreach (var entry in last)
        {
            if (entry.StartedAt is { } started)
                page.Sample((started.ToUnixTimeMilliseconds() / 1000d) + (entry.Duration ?? 0), ("project", entry.Project));
        }

        page.Gauge("pi_deployer_last_deployment_success", "1 when that deployment went well, else 0.");
        foreach (var entry in last)
            page.Sample(entry.Success == true ? 1 : 0, ("project", entry.Project));
    }
}
