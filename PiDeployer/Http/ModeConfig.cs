using System.Text.Json.Nodes;
using PiDeployer.Projects;

namespace PiDeployer.Http;

/// <summary>What <c>/config</c> shows of sides, environments and the proxy before them: under the keys of <c>projects.yml</c>, times in seconds, and absent where there is none.</summary>
/// <param name="project">Whose.</param>
/// <param name="masked">Hides the secrets inside a text.</param>
internal sealed class ModeConfig(Project project, Func<string, string> masked)
{
    public JsonObject? BlueGreen => project.BlueGreen is not { } sides ? null : new JsonObject
    {
        ["ports"] = new JsonArray(sides.BluePort, sides.GreenPort),
        ["drain"] = sides.Drain.TotalSeconds,
        ["keep_previous"] = sides.KeepsPrevious,
        ["url"] = Masked(sides.Url?.AbsoluteUri),
    };

    public JsonObject? HaProxy => Proxy is not ProxySettings.HaProxy haproxy ? null : new JsonObject
    {
        ["socket"] = Masked(haproxy.Socket),
        ["backend"] = Masked(haproxy.Backend),
        ["map"] = Masked(haproxy.Map),
    };

    public JsonObject? Caddy => Proxy is not ProxySettings.Caddy caddy ? null : new JsonObject
    {
        ["admin"] = Masked(caddy.Admin),
        ["listen"] = Masked(caddy.Listen),
        ["host"] = Masked(caddy.Host),
    };

    public JsonObject? Environments => project.Environments is not { } environments ? null : new JsonObject
    {
        ["ports"] = $"{environments.FirstPort}-{environments.LastPort}",
        ["host"] = Masked(environments.Host),
        ["max"] = environments.Max,
        ["ttl"] = environments.TimeToLive?.TotalSeconds,
        ["volumes"] = environments.KeepsVolumes ? "keep" : "remove",
    };

    private ProxySettings? Proxy => project.BlueGreen?.Proxy ?? project.Environments?.Proxy;

    private JsonValue? Masked(string? text) => text is null ? null : JsonValue.Create(masked(text));
}
