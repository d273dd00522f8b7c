using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace PiDeployer.Tests.Infra;

/// <summary>A delivery as GitHub sends it. Computes its signature itself, so that the program's own code is not what proves it right.</summary>
internal sealed record Webhook(byte[] Body)
{
    public string ContentType { get; init; } = "application/json";

    /// <summary>Null leaves the header out.</summary>
    public string? Event { get; init; } = "push";

    public string Secret { get; init; } = RunningServer.Secret;

    /// <summary>In place of the right one; empty leaves the header out.</summary>
    public string? Signature { get; init; }

    /// <summary>What GitHub calls this delivery; null leaves the header out.</summary>
    public string? Id { get; init; }

    public static Webhook Of(string body) => new(Encoding.UTF8.GetBytes(body));

    public static Webhook Push(string repository, string branch = "main", string commit = "0123456789abcdef0123456789abcdef01234567", string message = "a change") =>
        Of(PushPayload(repository, $"refs/heads/{branch}", commit, message).ToJsonString());

    public static JsonObject PushPayload(string repository, string reference, string commit, string message) => new()
    {
        ["ref"] = reference,
        ["deleted"] = false,
        ["repository"] = new JsonObject { ["full_name"] = repository },
        ["head_commit"] = new JsonObject
        {
            ["id"] = commit,
            ["message"] = message,
            ["url"] = $"https://git.example.org/{repository}/commit/{commit}",
            ["author"] = new JsonObject { ["name"] = "Ann Author" },
        },
    };

    public static string Sign(string secret, ReadOnlySpan<byte> body) =>
        $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body))}";

    public HttpRequestMessage ToRequest(string path = "/deploy")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(Body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(ContentType);
        if (Event is not null)
            request.Headers.Add("X-GitHub-Event", Event);
        if (Id is not null)
            request.Headers.Add("X-GitHub-Delivery", Id);
        if (Signature != "")
            request.Headers.TryAddWithoutValidation("X-Hub-Signature-256", Signature ?? Sign(Secret, Body));
        return request;
    }
}
