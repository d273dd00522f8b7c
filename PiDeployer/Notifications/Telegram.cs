using System.Net;
using System.Text.Json;
using PiDeployer.Outgoing;
using PiDeployer.Values;

namespace PiDeployer.Notifications;

/// <summary>
/// Sends messages by Telegram's Bot API (<see href="https://core.telegram.org/bots/api"/>): one for each deployment, which is edited at its end. An edit makes no sound, so a failure is
/// also answered to.
/// </summary>
internal sealed class Telegram(TelegramSettings settings, HttpClient http, TryLimits limits, TimeProvider clock) : IChannel
{
    /// <summary>So many deployments at once is more than any machine runs; of what never ends the oldest is forgotten.</summary>
    private const int MostOpen = 64;

    // An answer may quote the address, and that holds the token.
    private readonly PatientClient client = new(new Partner("Telegram", [settings.Token], Advice, "nothing is sent; is TELEGRAM_API_URL right?"), http, limits, clock);

    /// <summary>The messages of those that have not ended; of which there is none after a restart. One message is sent at a time, so nobody else looks.</summary>
    private readonly List<Begun> open = [];

    public async Task<string?> SendAsync(Message message, CancellationToken cancellationToken)
    {
        var html = TelegramMessage.Of(message);
        if (open.Find(one => one.Deployment == message.Deployment) is { } begun)
        {
            open.Remove(begun);
            return await EndAsync(message, html, begun.Message, cancellationToken);
        }

        var sent = await SendAsync(html, null, cancellationToken);
        if (message is { Kind: MessageKind.Started, Deployment: { } deployment } && sent is Reply.Done(var body) && IdIn(body) is { } id)
            Remember(deployment, id);
        return sent.Problem;
    }

    private async Task<string?> EndAsync(Message message, string html, long begun, CancellationToken cancellationToken)
    {
        var edited = await CallAsync("editMessageText", html, json => json.WriteNumber("message_id", begun), cancellationToken);
        if (edited is Reply.Refused && !IsThereAlready(edited)) // It was deleted, or is too old.
            return (await SendAsync(html, null, cancellationToken)).Problem;
        if (edited is not Reply.TryLater && message.Kind == MessageKind.Failed)
            return (await SendAsync(TelegramMessage.Headline(message), begun, cancellationToken)).Problem;
        return IsThereAlready(edited) ? null : edited.Problem;
    }

    private void Remember(DeploymentId deployment, long id)
    {
        open.Add(new Begun(deployment, id));
        if (open.Count > MostOpen)
            open.RemoveAt(0);
    }

    /// <param name="html">What it says.</param>
    /// <param name="answered">The message that it is an answer to; null for none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    private Task<Reply> SendAsync(string html, long? answered, CancellationToken cancellationToken)
    {
        return CallAsync("sendMessage", html, Answering, cancellationToken);

        void Answering(Utf8JsonWriter json)
        {
            if (answered is not { } id)
                return;
            json.WriteStartObject("reply_parameters");
            json.WriteNumber("message_id", id);
            json.WriteBoolean("allow_sending_without_reply", true);
            json.WriteEndObject();
        }
    }

    /// <summary>Without markup where Telegram cannot read it.</summary>
    private async Task<Reply> CallAsync(string method, string html, Action<Utf8JsonWriter> members, CancellationToken cancellationToken)
    {
        var reply = await CallAsync(method, html, "HTML", members, cancellationToken);
        return Says(reply, "can't parse entities") ? await CallAsync(method, TelegramMessage.WithoutMarkup(html), null, members, cancellationToken) : reply;
    }

    private Task<Reply> CallAsync(string method, string text, string? parseMode, Action<Utf8JsonWriter> members, CancellationToken cancellationToken)
    {
        var url = new Uri($"{settings.Api.AbsoluteUri.TrimEnd('/')}/bot{settings.Token.Reveal()}/{method}");
        var body = JsonBody.Of(json =>
        {
            json.WriteString("chat_id", settings.ChatId);
            json.WriteString("text", text);
            if (parseMode is not null)
                json.WriteString("parse_mode", parseMode);
            json.WriteStartObject("link_preview_options"); // Or Telegram would fetch and show what a commit's message links to.
            json.WriteBoolean("is_disabled", true);
            json.WriteEndObject();
            members(json);
        });
        return client.PostAsync(url, body, cancellationToken);
    }

    private static bool IsThereAlready(Reply reply) => Says(reply, "message is not modified");

    private static bool Says(Reply reply, string words) => reply is Reply.Refused(_, { } said) && said.Contains(words, StringComparison.Ordinal);

    /// <summary>Of a message that was sent; null where Telegram did not say.</summary>
    private static long? IdIn(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("result", out var result)
                && result.ValueKind == JsonValueKind.Object && result.TryGetProperty("message_id", out var id) && id.TryGetInt64(out var number)
                    ? number
                    : null;
        }
        catch (Exception e) when (JsonTrouble.Is(e))
        {
            return null;
        }
    }

    private static string? Advice(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.NotFound => "TELEGRAM_BOT_TOKEN is wrong",
        HttpStatusCode.Forbidden => "the bot may not write to TELEGRAM_CHAT_ID; somebody has to begin a chat with it, or let it into the group",
        _ => null,
    };

    /// <param name="Deployment">Whose it is.</param>
    /// <param name="Message">Telegram's number of it.</param>
    private sealed record Begun(DeploymentId Deployment, long Message);
}
