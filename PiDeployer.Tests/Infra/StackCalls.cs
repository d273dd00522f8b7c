using System.Net;
using System.Text.Json.Nodes;

namespace PiDeployer.Tests.Infra;

/// <summary>Calls for stacks, signed as CI jobs sign them, and what they are answered.</summary>
internal static class StackCalls
{
    /// <summary><c>POST /deploy-all-changed</c>, whose name is signed when there is nothing else.</summary>
    public static Task<JsonObject> DeployChangedAsync(this RunningServer server, HttpStatusCode status = HttpStatusCode.OK) =>
        server.CallAsync("/deploy-all-changed", """{"by":"a job"}""").ShouldAnswerAsync(status);

    /// <param name="server">Who is called.</param>
    /// <param name="path">With a leading slash.</param>
    /// <param name="body">What is signed; empty leaves it out, and then <paramref name="signed"/> says what is.</param>
    /// <param name="signed">Null for the body.</param>
    public static Task<HttpResponseMessage> CallAsync(this RunningServer server, string path, string body, string? signed = null)
    {
        var webhook = Webhook.Of(body) with { Event = null };
        return server.Http.SendAsync((signed is null ? webhook : webhook with { Signature = Webhook.Sign(RunningServer.Secret, System.Text.Encoding.UTF8.GetBytes(signed)) }).ToRequest(path));
    }

    /// <summary>How each stack fared, by what its name ends with.</summary>
    public static Dictionary<string, string> States(this JsonObject answer) => answer.Results().ToDictionary(result => ShortName(result.Text("stack")), result => result.Text("state"));

    public static JsonNode Result(this JsonObject answer, string stack) => answer.Results().Single(result => ShortName(result.Text("stack")) == stack);

    private static IEnumerable<JsonNode> Results(this JsonObject answer) => answer["results"].ShouldBeOfType<JsonArray>().OfType<JsonNode>();

    private static string ShortName(string stack) => stack[(stack.LastIndexOf('-') + 1)..];
}
