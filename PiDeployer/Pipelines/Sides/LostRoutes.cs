using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Pipelines.Sides;

/// <summary>
/// Puts the files back by which Caddy knows where to send people, where somebody has cleared their folder: they are made of what we know, so they may be in a place for
/// what can be made again.
/// </summary>
internal static class LostRoutes
{
    /// <param name="projects">Of the catalog, environments included.</param>
    /// <param name="stateDirectory">Of what we know.</param>
    /// <param name="routesDirectory">Of the files.</param>
    /// <returns>What could not be put back, a reason each.</returns>
    public static IEnumerable<string> Restore(IEnumerable<Project> projects, string stateDirectory, string routesDirectory)
    {
        foreach (var project in projects)
        {
            if (WhereTo(project, stateDirectory, routesDirectory) is not var (files, port) || files.Current is not null || files.Former.Count > 0 || Try(files, port) is not { } problem)
                continue;
            yield return problem;
        }
    }

    /// <summary>Null where no file is needed, or nothing is deployed yet.</summary>
    private static (RouteFiles Files, int Port)? WhereTo(Project project, string stateDirectory, string routesDirectory) => project switch
    {
        { BlueGreen: { Proxy: ProxySettings.Caddy } sides } when SidesFile.Of(stateDirectory, project.Name).Serving is { } serving =>
            (RouteFiles.Of(routesDirectory, project.Name, sides), sides.PortOf(serving)),
        { Environment: { IsGone: false, Host: { } host, Settings: { Proxy: ProxySettings.Caddy } settings } environment, Group: { } group } =>
            (RouteFiles.Of(routesDirectory, group, host, settings), environment.Port),
        _ => null,
    };

    private static string? Try(RouteFiles files, int port)
    {
        try
        {
            files.Point(port);
            return null;
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            return RouteFiles.NotWritten(files.Folder, e);
        }
    }
}
