using PiDeployer.Projects;

namespace PiDeployer.Pipelines.Sides;

/// <summary>The only place that asks which proxy it is.</summary>
internal static class Proxies
{
    /// <summary>Null where nobody is sent to the environment.</summary>
    public static IHostRoutes? HostsOf(StepContext context) => (context.Project.Environment, context.Project.Group) switch
    {
        ({ Settings: { Proxy: ProxySettings.HaProxy haproxy } }, _) => new HaProxyMap(haproxy, context.Clock),
        ({ Settings: { Proxy: ProxySettings.Caddy caddy } settings }, { } group) => new CaddyHosts(group, caddy, settings, context.RoutesDirectory),
        _ => null,
    };

    public static IProxy Of(StepContext context) => context.Project.BlueGreen switch
    {
        { Proxy: ProxySettings.HaProxy haproxy } sides => new HaProxy(haproxy, sides, context.Clock),
        { Proxy: ProxySettings.Caddy caddy } sides => new Caddy(context.Project.Name, caddy, sides, context.RoutesDirectory),
        _ => throw new InvalidOperationException($"{context.Project.Name} has no proxy."),
    };
}
