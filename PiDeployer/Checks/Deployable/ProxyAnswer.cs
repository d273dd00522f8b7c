using PiDeployer.Pipelines.Sides;
using PiDeployer.Projects;

namespace PiDeployer.Checks.Deployable;

/// <summary>Whether the proxy before a project can be told where to send people. Caddy is only asked whether it answers: its route is made by the first deployment.</summary>
internal static class ProxyAnswer
{
    public static async Task LookAsync(Site site, Project project, Findings found, CancellationToken cancellationToken)
    {
        if ((project.BlueGreen?.Proxy ?? project.Environments?.Proxy) is not { } proxy)
            return;
        var where = proxy is ProxySettings.Caddy { Admin: var address } ? address : (proxy as ProxySettings.HaProxy)?.Socket;
        var problem = proxy switch
        {
            ProxySettings.Caddy caddy => (await new CaddyAdmin(caddy.Admin).SendAsync(HttpMethod.Get, "/config/", null, cancellationToken)).Problem,
            ProxySettings.HaProxy haproxy when project.BlueGreen is { } sides => await new HaProxy(haproxy, sides, site.Clock).PrepareAsync(cancellationToken),
            ProxySettings.HaProxy haproxy => await ProblemOfMapAsync(haproxy, site.Clock, cancellationToken),
            var unknown => throw new InvalidOperationException($"{unknown} is no proxy."),
        };
        if (problem is null)
            found.Ok("The proxy answers", where);
        else
            found.Error(problem, where, "README.md, under \"No downtime\" and \"A place for every branch\", has what it needs");
    }

    private static async Task<string?> ProblemOfMapAsync(ProxySettings.HaProxy haproxy, TimeProvider clock, CancellationToken cancellationToken)
    {
        var (answer, problem) = await new HaProxySocket(haproxy.Socket, clock).AskAsync($"show map {haproxy.Map}", cancellationToken);
        return problem ?? (answer?.Contains("Unknown map", StringComparison.OrdinalIgnoreCase) == true ? $"HAProxy knows no map {haproxy.Map}; a rule of its configuration has to use it" : null);
    }
}
