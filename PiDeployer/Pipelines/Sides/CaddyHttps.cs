using System.Text.Json.Nodes;

namespace PiDeployer.Pipelines.Sides;

/// <summary>
/// The first route for a host makes Caddy turn a whole server to HTTPS, with all that others have there, unless it listens at 80 alone. A server that people ask by HTTP
/// shall go on as it is: <see href="https://caddyserver.com/docs/json/apps/http/servers/automatic_https/"/>.
/// </summary>
internal static class CaddyHttps
{
    private const string Section = "automatic_https";

    /// <param name="hosts">Of the route that is added.</param>
    /// <param name="listen">The server's address.</param>
    /// <param name="server">Gets what it needs to stay as it is.</param>
    public static void LeaveOut(IEnumerable<string> hosts, string listen, JsonObject server)
    {
        if (listen.Split(':')[^1] is "80" or "443")
            return;
        if (server[Section] is not JsonObject section)
            server[Section] = section = [];
        if (section["skip"] is not JsonArray skipped)
            section["skip"] = skipped = [];
        foreach (var host in hosts.Where(host => !skipped.Any(known => CaddyAnswer.TextOf(known) == host)))
            skipped.Add((JsonNode?)JsonValue.Create(host));
    }
}
