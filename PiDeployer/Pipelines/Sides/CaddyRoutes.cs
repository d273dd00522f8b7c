using System.Net;
using System.Text.Json.Nodes;

namespace PiDeployer.Pipelines.Sides;

/// <summary>Puts a route of ours into Caddy's configuration. Each change of that makes Caddy begin anew, so it is done only where the route is not there as it has to be.</summary>
/// <param name="admin">Caddy's.</param>
/// <param name="listen">The address of the server that gets it.</param>
internal sealed class CaddyRoutes(CaddyAdmin admin, string listen)
{
    private const string Servers = "/config/apps/http/servers";

    /// <summary>Two deployments at once would both find nothing, and both add it.</summary>
    private static readonly SemaphoreSlim Changing = new(1);

    /// <summary>Null when it is there, as it has to be.</summary>
    public async Task<string?> EnsureAsync(CaddyRoute route, CancellationToken cancellationToken)
    {
        await Changing.WaitAsync(cancellationToken);
        try
        {
            return (await CaddyAdmin.UntilNotCutOffAsync(() => EnsureAloneAsync(route, cancellationToken))).Problem;
        }
        finally
        {
            Changing.Release();
        }
    }

    private async Task<CaddyAnswer> EnsureAloneAsync(CaddyRoute route, CancellationToken cancellationToken)
    {
        var wanted = route.ToJson();
        var found = await FindAsync(route, cancellationToken);
        if (found.Problem is null)
            return JsonNode.DeepEquals(found.Body, wanted) ? found : await admin.SendAsync(HttpMethod.Patch, PathOf(route), wanted, cancellationToken);
        return found.Status == HttpStatusCode.NotFound ? await AddAsync(route, wanted, cancellationToken) : found;
    }

    /// <summary>The problem is null when it is there, however it looks.</summary>
    public Task<CaddyAnswer> FindAsync(CaddyRoute route, CancellationToken cancellationToken) => admin.SendAsync(HttpMethod.Get, PathOf(route), null, cancellationToken);

    /// <summary>Before the routes of others, one of which may take every host.</summary>
    private async Task<CaddyAnswer> AddAsync(CaddyRoute route, JsonObject json, CancellationToken cancellationToken)
    {
        var found = await admin.SendAsync(HttpMethod.Get, Servers, null, cancellationToken);
        if (found.Body is JsonObject servers)
        {
            foreach (var (name, server) in servers)
            {
                if (server is not JsonObject settings || settings["listen"] is not JsonArray addresses || !addresses.Any(address => CaddyAnswer.TextOf(address) == listen))
                    continue;
                var changed = settings.DeepClone().AsObject();
                CaddyHttps.LeaveOut(route.Hosts, listen, changed);
                if (changed["routes"] is JsonArray routes)
                    routes.Insert(0, json);
                else
                    changed["routes"] = new JsonArray(json);
                return await admin.SendAsync(HttpMethod.Patch, $"{Servers}/{Uri.EscapeDataString(name)}", changed, cancellationToken);
            }

            return await admin.SendAsync(HttpMethod.Put, $"{Servers}/{NewServer}", Server(route, json), cancellationToken);
        }

        // A Caddy without any configuration answers null, and one without the app for HTTP that there is no such path.
        if (found.Status is null)
            return found;
        var http = new JsonObject { ["servers"] = new JsonObject { [NewServer] = Server(route, json) } };
        var added = await admin.SendAsync(HttpMethod.Put, "/config/apps/http", http.DeepClone(), cancellationToken);
        if (added.Problem is null || added.IsCutOff)
            return added;
        var all = await admin.SendAsync(HttpMethod.Get, "/config/", null, cancellationToken);
        return all is { Problem: null, Body: not JsonObject } or { Body: JsonObject { Count: 0 } }
            ? await admin.SendAsync(HttpMethod.Post, "/config/", new JsonObject { ["apps"] = new JsonObject { ["http"] = http } }, cancellationToken)
            : added;
    }

    private static string PathOf(CaddyRoute route) => $"/id/{route.Id}";

    private string NewServer => $"pi-deployer-{listen.Split(':')[^1]}";

    private JsonObject Server(CaddyRoute route, JsonObject json)
    {
        var server = new JsonObject { ["listen"] = new JsonArray(JsonValue.Create(listen)), ["routes"] = new JsonArray(json) };
        CaddyHttps.LeaveOut(route.Hosts, listen, server);
        return server;
    }
}
