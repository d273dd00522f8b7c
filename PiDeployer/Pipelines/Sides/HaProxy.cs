using System.Globalization;
using System.Net;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Pipelines.Sides;

/// <summary>
/// HAProxy, told at run time which of a backend's servers <c>blue</c> and <c>green</c> gets new requests; what is under way is finished where it began, so that none is lost.
/// A reload makes it forget what it was told.
/// </summary>
internal sealed class HaProxy(ProxySettings.HaProxy settings, BlueGreenSettings sides, TimeProvider clock) : IProxy
{
    /// <summary>A server with a check of HAProxy's own takes nobody before some of them went well.</summary>
    private static readonly TimeSpan LongestCheck = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly HaProxySocket socket = new(settings.Socket, clock);
    private readonly string backend = settings.Backend ?? throw new InvalidOperationException("There is no backend.");

    public string Name => "HAProxy";

    public Uri? Address => sides.Url;

    public IPAddress At => IPAddress.TryParse(sides.Url?.Host, out var address) ? address : IPAddress.Loopback;

    public bool NamesSide => false;

    public async Task<string?> PrepareAsync(CancellationToken cancellationToken)
    {
        if ((await socket.AskAsync("show cli level", cancellationToken)).Answer is "user" or "operator")
            return $"HAProxy's socket {settings.Socket} lets nobody change anything: its `stats socket` line needs `level admin`";
        var (servers, problem) = await ServersAsync(cancellationToken);
        if (servers is null)
            return problem;
        foreach (var side in new[] { Side.Blue, Side.Green })
        {
            var port = sides.PortOf(side).ToString(CultureInfo.InvariantCulture);
            if (servers.GetValueOrDefault(side.ToName()) is not { } server)
                return $"HAProxy's backend {backend} has no server {side.ToName()}; it needs the line `server {side.ToName()} 127.0.0.1:{port} check`";
            if (server.Address is { } address && address.Split(':')[^1] != port)
                return $"HAProxy's server {backend}/{side.ToName()} is at {address}, but blue_green.ports says {port}";
        }

        return null;
    }

    public async Task<(ProxyView? View, string? Problem)> LookAsync(CancellationToken cancellationToken)
    {
        var (servers, problem) = await ServersAsync(cancellationToken);
        if (servers is null)
            return (null, problem);
        return servers.TryGetValue(Side.Blue.ToName(), out var blue) && servers.TryGetValue(Side.Green.ToName(), out var green)
            ? (new ProxyView(View(blue), View(green)), null)
            : (null, $"HAProxy's backend {backend} has no servers blue and green any more");
    }

    /// <summary>Both are told in one line, so that for no moment people are sent to either or to none.</summary>
    public async Task<string?> SwitchAsync(Side side, CancellationToken cancellationToken) =>
        await WaitUntilWellAsync(side, cancellationToken) ?? await TellAsync($"{Set(side, "ready")}; {Set(side.Other(), "drain")}", cancellationToken);

    public Task<string?> RetireAsync(Side side, CancellationToken cancellationToken) => TellAsync(Set(side, "maint"), cancellationToken);

    /// <summary>A server in maintenance is not checked, and one that drains is, with nobody sent there yet.</summary>
    private async Task<string?> WaitUntilWellAsync(Side side, CancellationToken cancellationToken)
    {
        var begun = clock.GetTimestamp();
        for (var isTold = false; ; isTold = true)
        {
            var (servers, problem) = await ServersAsync(cancellationToken);
            if (servers?.GetValueOrDefault(side.ToName()) is not { } server)
                return problem ?? $"HAProxy's backend {backend} has no server {side.ToName()} any more";
            if (server.Takes || server.Drains)
                return null;
            if (!isTold)
            {
                if (await TellAsync(Set(side, "drain"), cancellationToken) is { } refused)
                    return refused;
                continue;
            }

            if (clock.GetElapsedTime(begun) > LongestCheck)
            {
                await TellAsync(Set(side, "maint"), cancellationToken);
                return $"HAProxy takes {backend}/{side.ToName()} for {server.Status} after {LongestCheck.TotalSeconds:0} s{(server.LastCheck.Length > 0 ? $" ({server.LastCheck})" : "")}";
            }

            await Task.Delay(Interval, clock, cancellationToken);
        }
    }

    private async Task<(Dictionary<string, HaProxyServer>? Servers, string? Problem)> ServersAsync(CancellationToken cancellationToken)
    {
        const int OnlyServers = 4;
        var (answer, problem) = await socket.AskAsync($"show stat {backend} {OnlyServers} -1", cancellationToken);
        if (answer is null)
            return (null, problem);
        var servers = HaProxyServer.Parse(answer);
        return servers.Count > 0 ? (servers, null) : (null, $"HAProxy knows no backend {backend} with servers; haproxy.backend names it. It said: {answer}");
    }

    private string Set(Side side, string state) => $"set server {backend}/{side.ToName()} state {state}";

    private async Task<string?> TellAsync(string command, CancellationToken cancellationToken)
    {
        var (answer, problem) = await socket.AskAsync(command, cancellationToken);
        return problem ?? (answer is { Length: > 0 } ? $"HAProxy refused `{command}`: {answer}" : null);
    }

    private static SideView View(HaProxyServer server) => new(server.Takes, server.Busy, server.Status);
}
