using System.Net;
using System.Text.Json.Nodes;

namespace PiDeployer.Tests.Infra;

/// <summary>What every answer of the program has in common: a status, and JSON that says that it is JSON.</summary>
internal static class AnswerAssertions
{
    /// <summary>Checks the status and answers the JSON.</summary>
    public static async Task<JsonObject> ShouldAnswerAsync(this Task<HttpResponseMessage> sending, HttpStatusCode status)
    {
        using var answer = await sending;
        return await answer.ShouldBeAsync(status);
    }

    /// <summary>Checks the status and that there is an error, and answers its text.</summary>
    public static async Task<string> ShouldFailAsync(this Task<HttpResponseMessage> sending, HttpStatusCode status)
    {
        var json = await sending.ShouldAnswerAsync(status);
        return json.Text("error").ShouldNotBeNullOrWhiteSpace();
    }

    public static async Task<JsonObject> ShouldBeAsync(this HttpResponseMessage answer, HttpStatusCode status)
    {
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(status, text);
        $"{answer.Content.Headers.ContentType}".ShouldBe("application/json; charset=utf-8");
        return JsonNode.Parse(text).ShouldBeOfType<JsonObject>();
    }

    public static IEnumerable<string> Members(this JsonNode? json) => json.ShouldBeOfType<JsonObject>().Select(member => member.Key);

    public static string Text(this JsonNode? json, string member) => (string?)json?[member] ?? throw Lacks(json, member);

    public static bool Flag(this JsonNode? json, string member) => (bool?)json?[member] ?? throw Lacks(json, member);

    public static double Number(this JsonNode? json, string member) => (double?)json?[member] ?? throw Lacks(json, member);

    private static InvalidOperationException Lacks(JsonNode? json, string member) => new($"There is no '{member}' in {json?.ToJsonString() ?? "nothing"}");

    private static string ShouldNotBeNullOrWhiteSpace(this string text)
    {
        ShouldBeStringTestExtensions.ShouldNotBeNullOrWhiteSpace(text);
        return text;
    }
}
