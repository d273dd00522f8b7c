using System.Globalization;
using System.Text.Json.Nodes;

namespace PiDeployer.Pipelines.Sides;

/// <summary>
/// A route of Caddy's that sends people to one of several ports on loopback: <see href="https://caddyserver.com/docs/json/apps/http/servers/routes/"/>. Which one it is
/// says a file (<see cref="RouteFiles"/>), and the answer's header <see cref="PortHeader"/> tells which one it was.
/// </summary>
/// <param name="Id">By which it is found again.</param>
/// <param name="Hosts">Of the requests that take it.</param>
/// <param name="Folder">Of the files.</param>
/// <param name="FilePrefix">Of the file's name, below the folder; a placeholder of Caddy's, or nothing.</param>
/// <param name="Ports">In the order in which their files are looked for.</param>
internal sealed record CaddyRoute(string Id, IReadOnlyList<string> Hosts, string Folder, string FilePrefix, IReadOnlyList<int> Ports)
{
    public const string PortHeader = "Pi-Deployer-Port";

    /// <summary>Whether requests that no file is for are left to the routes of others.</summary>
    public bool OnlyWhereFileIs { get; init; }

    public JsonObject ToJson() => new()
    {
        ["@id"] = Id,
        ["match"] = new JsonArray(Match()),
        ["terminal"] = true,
        ["handle"] = new JsonArray(new JsonObject { ["handler"] = "subroute", ["routes"] = Everywhere() }),
    };

    private JsonArray Everywhere()
    {
        var routes = new List<JsonNode?>();
        foreach (var port in Ports)
            routes.Add(To(port));
        routes.Add(Nowhere());
        return new JsonArray([.. routes]);
    }

    private JsonObject Match()
    {
        var match = new JsonObject { ["host"] = List(Hosts) };
        if (OnlyWhereFileIs)
            match["file"] = AnyFile(Ports);
        return match;
    }

    private JsonObject AnyFile(params IReadOnlyList<int> ports)
    {
        var names = new List<string>();
        foreach (var port in ports)
            names.Add($"{FilePrefix}{port.ToString(CultureInfo.InvariantCulture)}");
        return new JsonObject { ["root"] = Folder, ["try_files"] = List(names) };
    }

    private JsonObject To(int port)
    {
        var text = port.ToString(CultureInfo.InvariantCulture);
        return new JsonObject
        {
            ["match"] = new JsonArray(new JsonObject { ["file"] = AnyFile(port) }),
            ["handle"] = new JsonArray(
                new JsonObject { ["handler"] = "headers", ["response"] = new JsonObject { ["set"] = new JsonObject { [PortHeader] = List([text]) } } },
                new JsonObject { ["handler"] = "reverse_proxy", ["upstreams"] = new JsonArray(new JsonObject { ["dial"] = $"127.0.0.1:{text}" }) }),
        };
    }

    private static JsonObject Nowhere() => new()
    {
        ["handle"] = new JsonArray(new JsonObject { ["handler"] = "static_response", ["status_code"] = 503, ["body"] = "Nothing is deployed here.\n" }),
    };

    private static JsonArray List(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode?)JsonValue.Create(text))]);
}
