using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Pipelines.Sides;

/// <summary>Caddy, with a route of ours that looks at each request which side a file names.</summary>
internal sealed class Caddy(ProjectName project, ProxySettings.Caddy settings, BlueGreenSettings sides, string routesDirectory) : IProxy
{
    private readonly CaddyAdmin admin = new(settings.Admin);
    private readonly CaddyRoutes routes = new(new CaddyAdmin(settings.Admin), settings.Listen);
    private readonly RouteFiles files = RouteFiles.Of(routesDirectory, project, sides);

    /// <summary>
    /// Both twice: whoever looks for blue just before people are sent there, and for green just after that, shall not find neither. Linux itself may miss a name that is made at
    /// that very moment: three looks found neither once in tens of thousands of changes.
    /// </summary>
    private CaddyRoute Route => new(
        $"pi-deployer-{project}",
        [settings.Host ?? throw new InvalidOperationException("There is no host.")],
        files.Folder,
        "",
        [sides.BluePort, sides.GreenPort, sides.BluePort, sides.GreenPort, .. files.Former]);

    public string Name => "Caddy";

    public Uri Address => sides.Url ?? new Uri($"{(Port == "443" ? "https" : "http")}://{settings.Host}:{Port}/");

    public IPAddress At => IPAddress.TryParse(settings.Listen[..^(Port.Length + 1)], out var address) && !address.Equals(IPAddress.Any) ? address : IPAddress.Loopback;

    public bool NamesSide => true;

    public async Task<string?> PrepareAsync(CancellationToken cancellationToken) => Try(files.Make) ?? await routes.EnsureAsync(Route, cancellationToken);

    public async Task<(ProxyView? View, string? Problem)> LookAsync(CancellationToken cancellationToken)
    {
        if ((await routes.FindAsync(Route, cancellationToken)).Problem is { } lost)
            return (null, lost);
        var upstreams = await admin.SendAsync(HttpMethod.Get, "/reverse_proxy/upstreams", null, cancellationToken);
        return upstreams.Body is JsonArray all
            ? (new ProxyView(View(all, Side.Blue), View(all, Side.Green)), null)
            : (null, upstreams.Problem ?? "Caddy does not say what it is busy with");
    }

    public Task<string?> SwitchAsync(Side side, CancellationToken cancellationToken) => Task.FromResult(Try(() => files.Point(sides.PortOf(side))));

    public Task<string?> RetireAsync(Side side, CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    private string Port => settings.Listen.Split(':')[^1];

    private SideView View(JsonArray upstreams, Side side)
    {
        var port = sides.PortOf(side);
        var address = $"127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}";
        var busy = upstreams.Where(upstream => CaddyAnswer.TextOf((upstream as JsonObject)?["address"]) == address).Sum(upstream => CaddyAnswer.NumberOf((upstream as JsonObject)?["num_requests"]));
        return files.Current == port ? new SideView(true, busy, "the one that gets requests") : new SideView(false, busy, "not the one that gets requests");
    }

    private string? Try(Action write)
    {
        try
        {
            write();
            return null;
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            return RouteFiles.NotWritten(files.Folder, e);
        }
    }
}
