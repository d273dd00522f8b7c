using System.Text.Json.Nodes;

namespace PiDeployer.Tests.Infra;

/// <summary>What CI jobs send.</summary>
internal static class CiCalls
{
    /// <summary>Posts a signed body with these members.</summary>
    public static async Task<HttpResponseMessage> CallAsync(this RunningServer server, string path, params (string Name, string Value)[] members)
    {
        var body = new JsonObject(members.Select(member => KeyValuePair.Create(member.Name, (JsonNode?)member.Value)));
        using var request = (Webhook.Of(body.ToJsonString()) with { Event = null }).ToRequest(path);
        return await server.Http.SendAsync(request);
    }
}
