using System.Buffers;
using System.Text.Json;
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

    private const int LongestLink = 2000;

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
            // Our own reasons name a member; the parser's quote the text, and are left out.
            var where = e.LineNumber is { } line ? $"it breaks at line {line + 1}, byte {e.BytePositionInLine}" : e.Message;
            return new Delivery.Malformed($"The body is not the JSON of a webhook: {where}.");
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
        var payload = GitHubPayload.Read(json, isPush: eventName == "push");
        if (!RepositoryName.TryParse(payload.FullName, out var repository))
        {
            return eventName == "ping" && payload.FullName is null
                ? new Delivery.Ping(null)
                : new Delivery.Malformed("The payload has no usable repository.full_name.");
        }

        return eventName switch
        {
            "push" => new Delivery.Push(new PushEvent(repository, GitRef.Parse(payload.Ref ?? ""), payload.Deleted, Head(payload))),
            "ping" => new Delivery.Ping(repository),
            _ => new Delivery.OtherEvent(eventName, repository),
        };
    }

    private static Commit? Head(GitHubPayload payload) => CommitId.TryParse(payload.HeadId, out var id)
        ? new Commit(id, payload.HeadAuthor ?? "", payload.HeadMessage ?? "", Link(payload.HeadUrl))
        : null;

    private static Uri? Link(string? url) =>
        url is { Length: <= LongestLink } && Uri.TryCreate(url, UriKind.Absolute, out var link) && link.Scheme is "http" or "https" ? link : null;
}
