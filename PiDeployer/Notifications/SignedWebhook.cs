using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text.Json;
using PiDeployer.Deployments;
using PiDeployer.Outgoing;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Notifications;

/// <summary>Calls any address with the message as JSON, signed by the Standard Webhooks scheme; README.md documents the members.</summary>
internal sealed class SignedWebhook(ChannelTarget.Webhook target, HttpClient http, TryLimits limits, TimeProvider clock) : IChannel
{
    private readonly ReadOnlyMemory<byte> key = StandardWebhook.TryParseKey(target.Secret, out var parsed) ? parsed : target.Secret.Utf8;
    private readonly PatientClient client = new(new Partner("The webhook", target.Secrets, Advice, "nothing is sent; has it another address?"), http, limits, clock);

    public async Task<string?> SendAsync(Message message, CancellationToken cancellationToken)
    {
        var type = Type(message);
        var id = message.Deployment is { } deployment ? $"msg_{deployment}_{type}" : string.Create(CultureInfo.InvariantCulture, $"msg_{type}_{message.At.ToUnixTimeMilliseconds()}");
        var json = Json(message, type);
        return (await client.SendAsync(() => Request(id, json), cancellationToken)).Problem;
    }

    /// <summary>The id stays the same for all tries, so that the receiver can tell; the time is each one's own, since it may be looked at.</summary>
    private HttpRequestMessage Request(string id, byte[] json)
    {
        var timestamp = clock.GetUtcNow().ToUnixTimeSeconds();
        var request = PatientClient.NewPost(target.Url, json);
        request.Headers.TryAddWithoutValidation(StandardWebhook.IdHeader, id);
        request.Headers.TryAddWithoutValidation(StandardWebhook.TimestampHeader, timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.TryAddWithoutValidation(StandardWebhook.SignatureHeader, StandardWebhook.Sign(id, timestamp, new ReadOnlySequence<byte>(json), key.Span));
        return request;
    }

    private static string Type(Message message) => message.Kind switch
    {
        MessageKind.Started => "started",
        MessageKind.Succeeded when message.Events.HasFlag(NotifiedEvents.Recovered) => "recovered",
        MessageKind.Succeeded => "succeeded",
        MessageKind.Cancelled => "cancelled",
        MessageKind.Failed => "failed",
        _ => "test",
    };

    private static byte[] Json(Message message, string type) => JsonBody.Of(json =>
    {
        json.WriteString("type", $"deployment.{type}");
        json.WriteString("timestamp", message.At);
        json.WriteStartObject("data");
        json.WriteString("title", message.Title);
        Write(json, "note", message.Note);
        Write(json, "project", message.Project?.Value);
        Write(json, "subject", message.Subject);
        Write(json, "deployment", message.Deployment?.Value);
        Write(json, "state", message.State?.ToName());
        if (message.Duration is { } duration)
            json.WriteNumber("duration", Math.Round(duration.TotalSeconds, 3));
        if (message.Target is { Value: { } value } labelled)
            json.WriteString(labelled.Name.ToLowerInvariant(), value);
        if (message.Commit is { } commit)
        {
            json.WritePropertyName("commit");
            Write(json, commit);
        }

        json.WriteStartArray("other_commits");
        foreach (var pushed in message.Pushed)
            Write(json, pushed);
        json.WriteEndArray();
        json.WriteNumber("more_commits", message.MorePushed);
        json.WriteAddress("compare", message.Compare);
        Write(json, "error", message.Error);
        Write(json, "tail", message.Tail.Length == 0 ? null : message.Tail);
        json.WriteAddress("log", message.Log);
        json.WriteEndObject();
    });

    private static void Write(Utf8JsonWriter json, CommitLine commit)
    {
        json.WriteStartObject();
        json.WriteString("id", commit.Whole);
        json.WriteString("author", commit.Author);
        json.WriteString("message", commit.Message);
        json.WriteAddress("url", commit.Url);
        json.WriteEndObject();
    }

    /// <summary>Nothing where there is none.</summary>
    private static void Write(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
            json.WriteString(name, text);
    }

    private static string? Advice(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => "does it know the same secret?",
        _ => null,
    };
}
