using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using PiDeployer.Values;

namespace PiDeployer.Webhooks;

/// <summary>
/// GitHub's deliveries: <see href="https://docs.github.com/en/webhooks/webhook-events-and-payloads"/>. What the payload says is a hint only; which commit gets deployed
/// is the branch tip that git fetches.
/// </summary>
internal static class GitHub
{
    public const string EventHeader = "X-GitHub-Event";
    public const string SignatureHeader = "X-Hub-Signature-256";

    /// <param name="eventName">The event header; null when it is missing, which callers who imitate GitHub with curl get away with: theirs is a push.</param>
    /// <param name="contentType">Decides between the form and plain JSON.</param>
    /// <param name="body">As it came in.</param>
    public static Delivery Read(string? eventName, string? contentType, ReadOnlySequence<byte> body)
    {
        if ((FormBody.IsForm(contentType) ? FormBody.Payload(body) : body) is not { } payload)
            return new Delivery.Malformed("The form has no field 'payload'. For plain JSON, send Content-Type: application/json.");
        try
        {
            return Read(eventName ?? "push", payload);
        }
        catch (JsonException e)
        {
            var where = e.Path is { Length: > 0 } path ? $" at {path}" : $" at line {e.LineNumber + 1}, byte {e.BytePositionInLine}";
            return new Delivery.Malformed($"The body is not the JSON of a webhook{where}.");
        }
    }

    private static Delivery Read(string eventName, ReadOnlySequence<byte> json)
    {
        var name = Parse(json, GitHubJson.Default.AnyPayload).Repository?.FullName;
        if (!RepositoryName.TryParse(name, out var repository))
        {
            return eventName == "ping" && name is null
                ? new Delivery.Ping(null)
                : new Delivery.Malformed("The payload has no usable repository.full_name.");
        }

        return eventName switch
        {
            "push" => new Delivery.Push(Push(repository, Parse(json, GitHubJson.Default.PushPayload))),
            "ping" => new Delivery.Ping(repository),
            _ => new Delivery.OtherEvent(eventName, repository),
        };
    }

    private static PushEvent Push(RepositoryName repository, PushPayload push) => new(
        repository,
        GitRef.Parse(push.Ref ?? ""),
        push.Deleted,
        CommitId.TryParse(push.HeadCommit?.Id, out var id)
            ? new Commit(id, push.HeadCommit?.Author?.Name ?? "", push.HeadCommit?.Message ?? "", Link(push.HeadCommit?.Url))
            : null);

    private static Uri? Link(string? url) => Uri.TryCreate(url, UriKind.Absolute, out var link) && link.Scheme is "http" or "https" ? link : null;

    private static T Parse<T>(ReadOnlySequence<byte> json, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
    {
        var reader = new Utf8JsonReader(json);
        var value = JsonSerializer.Deserialize(ref reader, type) ?? throw new JsonException("null");
        return reader.Read() ? throw new JsonException("more than one value") : value;
    }
}

internal sealed record AnyPayload(RepositoryPayload? Repository);

internal sealed record RepositoryPayload(string? FullName);

internal sealed record PushPayload(string? Ref, bool Deleted, CommitPayload? HeadCommit);

internal sealed record CommitPayload(string? Id, string? Message, string? Url, AuthorPayload? Author);

internal sealed record AuthorPayload(string? Name);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(AnyPayload))]
[JsonSerializable(typeof(PushPayload))]
internal sealed partial class GitHubJson : JsonSerializerContext;
