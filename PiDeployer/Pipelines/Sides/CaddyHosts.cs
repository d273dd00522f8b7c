using System.Net;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Pipelines.Sides;

/// <summary>One route of Caddy's for all hosts of a project's environments, and for each host a file that names its port: Caddy's configuration changes only once.</summary>
/// <param name="project">Whose branches they are of.</param>
/// <param name="caddy">Where Caddy is told.</param>
/// <param name="settings">Of the environments.</param>
/// <param name="routesDirectory">Of the files.</param>
internal sealed class CaddyHosts(ProjectName project, ProxySettings.Caddy caddy, EnvironmentSettings settings, string routesDirectory) : IHostRoutes
{
    private const string AskedHost = "{http.request.host}/";

    private readonly CaddyRoutes routes = new(new CaddyAdmin(caddy.Admin), caddy.Listen);
    private readonly string folder = Path.Combine(routesDirectory, project.Value);

    public async Task<string?> PointAsync(string host, int port, CancellationToken cancellationToken) =>
        Try(() => Files(host).Point(port)) ?? await routes.EnsureAsync(Route, cancellationToken);

    /// <summary>Where nobody was sent there yet, there is no file.</summary>
    public async Task<string?> RemindAsync(string host, CancellationToken cancellationToken) =>
        Files(host).Current is not null && (await routes.FindAsync(Route, cancellationToken)).Status == HttpStatusCode.NotFound && await routes.EnsureAsync(Route, cancellationToken) is null
            ? "Caddy has its route again"
            : null;

    public Task<string?> RemoveAsync(string host, CancellationToken cancellationToken) => Task.FromResult(Try(Files(host).Remove));

    /// <summary>Caddy's wildcard is a whole part of a name; which of those hosts are ours, the files say.</summary>
    public CaddyRoute Route => new($"pi-deployer-{project}", [Wildcard(settings.Host ?? "")], folder, AskedHost, [.. settings.Ports]) { OnlyWhereFileIs = true };

    private static string Wildcard(string template) =>
        string.Join('.', template.Split('.').Select(part => part.Contains(EnvironmentSettings.Branch, StringComparison.Ordinal) ? "*" : part));

    private RouteFiles Files(string host) => RouteFiles.Of(routesDirectory, project, host, settings);

    private string? Try(Action write)
    {
        try
        {
            write();
            return null;
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            return RouteFiles.NotWritten(folder, e);
        }
    }
}
