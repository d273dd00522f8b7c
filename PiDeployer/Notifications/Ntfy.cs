using System.Net;
using PiDeployer.Outgoing;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Notifications;

/// <summary>Publishes to a topic of ntfy, as JSON: <see href="https://docs.ntfy.sh/publish/#publish-as-json"/>.</summary>
internal sealed class Ntfy(ChannelTarget.Ntfy target, HttpClient http, TryLimits limits, TimeProvider clock) : IChannel
{
    /// <summary>In bytes; what is longer becomes a file that somebody has to open.</summary>
    private const int LongestMessage = 4096;

    private const int LongestTitle = 250;

    private readonly PatientClient client = new(new Partner("ntfy", target.Secrets, Advice, "nothing is sent; has the server another address?"), http, limits, clock);

    public async Task<string?> SendAsync(Message message, CancellationToken cancellationToken)
    {
        var json = Json(message);
        return (await client.SendAsync(() => Request(json), cancellationToken)).Problem;
    }

    private HttpRequestMessage Request(byte[] json)
    {
        var request = PatientClient.NewPost(target.Server, json);
        if (target.Token is { } token)
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token.Reveal()}");
        return request;
    }

    private byte[] Json(Message message) => JsonBody.Of(json =>
    {
        json.WriteString("topic", target.Topic);
        json.WriteString("title", Wording.FirstBytes(message.Title, LongestTitle));
        // An empty one would be called "triggered".
        json.WriteString("message", Wording.FirstBytes(PlainText.Of(message) is { Length: > 0 } text ? text : message.Headline, LongestMessage));
        json.WriteNumber("priority", message.Kind switch { MessageKind.Failed => 4, MessageKind.Started => 2, _ => 3 });
        json.WriteStartArray("tags");
        json.WriteStringValue(Tag(message.Kind));
        json.WriteEndArray();
        json.WriteAddress("click", message.Log ?? message.Compare ?? message.Commit?.Url);
    });

    /// <summary>The short name of an emoji, which it shows before the title.</summary>
    private static string Tag(MessageKind kind) => kind switch
    {
        MessageKind.Started => "rocket",
        MessageKind.Succeeded => "white_check_mark",
        MessageKind.Cancelled => "raised_hand",
        MessageKind.Failed => "x",
        _ => "bell",
    };

    private static string? Advice(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => "the token in projects.yml is missing or wrong, or may not write to this topic",
        HttpStatusCode.NotFound => "is there a server of ntfy at this address?",
        _ => null,
    };
}
