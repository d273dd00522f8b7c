using PiDeployer.Projects;

namespace PiDeployer.Pipelines.Sides;

/// <summary>The only place that asks which proxy it is.</summary>
internal static class Proxies
{
    /// <summary>Null where nobody is sent to the environment.</summary>
    public static IHostRoutes? HostsOf(StepContext context) => HostsOf(context.Project, context.RoutesDirectory, context.Clock);

    /// <inheritdoc cref="HostsOf(StepContext)"/>
    public static IHostRoutes? HostsOf(Project project, string routesDirectory, TimeProvider clock) => (project.Environment, project.Group) switch
    {
        ({ Settings: { Proxy: ProxySettings.HaProxy haproxy } }, _) => new HaProxyMap(haproxy, clock),
        ({ Settings: { Proxy: ProxySettings.Caddy caddy } settings }, { } group) => new CaddyHosts(group, caddy, settings, routesDirectory),
        _ => null,
    };

    public static IProxy Of(StepContext context) => Of(context.Project, context.RoutesDirectory, context.Clock);

    public static IProxy Of(Project project, string routesDirectory, TimeProvider clock) => project.BlueGreen switch
    {
        { Proxy: ProxySettings.HaProxy haproxy } sides => new HaProxy(haproxy, sides, clock),
        { Proxy: ProxySettings.Caddy caddy } sides => new Caddy(project.Name, caddy, sides, routesDirectory),
        _ => throw new InvalidOperationException($"{project.Name} has no proxy."),
    };
}
