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
    /// <param name="pool">Where a form's decoded payload goes meanwhile.</param>
    public static Delivery Read(string? eventName, string? contentType, ReadOnlySequence<byte> body, MemoryPool<byte> pool)
    {
        try
        {
            return FormBody.IsForm(contentType) ? ReadForm(eventName ?? "push", body, pool) : Read(eventName ?? "push", body);
        }
        catch (JsonException e)
        {
            var where = e.Path is { Length: > 0 } path ? $" at {path}" : $" at line {e.LineNumber + 1}, byte {e.BytePositionInLine}";
            return new Delivery.Malformed($"The body is not the JSON of a webhook{where}.");
        }
    }

    private static Delivery ReadForm(string eventName, ReadOnlySequence<byte> body, MemoryPool<byte> pool)
    {
        if (FormBody.Payload(body) is not { } encoded)
            return new Delivery.Malformed("The form has no field 'payload'. For plain JSON, send Content-Type: application/json.");
        using var decoded = pool.Rent((int)encoded.Length);
        var length = FormBody.Decode(encoded, decoded.Memory.Span);
        return Read(eventName, new ReadOnlySequence<byte>(decoded.Memory[..length]));
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

/// <summary>
/// A text longer than anybody writes reads as null: it would be copied before its sender has proved anything, and a commit message of that length is none to show.
/// </summary>
internal sealed class BoundedText : JsonConverter<string?>
{
    private const int MaxBytes = 64 * 1024;

    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var length = reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length;
        return length <= MaxBytes || reader.TokenType != JsonTokenType.String ? reader.GetString() : null;
    }

    public override void Write(Utf8JsonWriter writer, string? value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(BoundedText)])]
[JsonSerializable(typeof(AnyPayload))]
[JsonSerializable(typeof(PushPayload))]
internal sealed partial class GitHubJson : JsonSerializerContext;
