using PiDeployer.Pipelines.Sides;
using PiDeployer.Projects;

namespace PiDeployer.Deployments;

/// <summary>Looks now and then whether the proxies still do what the last deployments told them.</summary>
internal sealed partial class ProxyUpkeep(LiveCatalog catalog, DeploymentCoordinator coordinator, DeploymentSurroundings surroundings, TimeProvider clock, ILogger<ProxyUpkeep> logger)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var project in catalog.Current.Projects.Where(project => project.BlueGreen is not null && !coordinator.IsDeploying(project.Name)))
        {
            if (await ForgetfulProxy.RemindAsync(project, surroundings.StateDirectory, surroundings.RoutesDirectory, clock, () => coordinator.IsDeploying(project.Name), cancellationToken) is { } done)
                Log.Reminded(logger, project.Name.Value, done);
        }

        foreach (var project in catalog.Current.Environments().Where(project => !coordinator.IsDeploying(project.Name)))
        {
            if (project.Environment is { IsGone: false, Host: { } host } && Proxies.HostsOf(project, surroundings.RoutesDirectory, clock) is { } routes && await routes.RemindAsync(host, cancellationToken) is { } done)
                Log.Reminded(logger, project.Name.Value, done);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The proxy of {Project} had forgotten what it was told: {Done}.")]
        public static partial void Reminded(ILogger logger, string project, string done);
    }
}
