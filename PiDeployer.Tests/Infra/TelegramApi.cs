using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace PiDeployer.Tests.Infra;

/// <summary>
/// Stands in for Telegram's Bot API on a loopback port. It takes what the documentation of <c>sendMessage</c> and <c>editMessageText</c> allows and nothing else, and answers from a script:
/// the real answers of a busy, a broken, a hanging Telegram; with the script at its end it delivers.
/// </summary>
internal sealed class TelegramApi : IAsyncDisposable
{
    public const string Token = "123456:the-token-of-the-bot";
    public const string ChatId = "-1002003004";


    private readonly LoopbackApi server;
    private readonly ConcurrentQueue<Received> requests = new();
    private readonly ConcurrentQueue<TelegramReply> script;
    private readonly ConcurrentDictionary<long, string> messages = new();

    private TelegramApi(TelegramReply[] script)
    {
        server = new LoopbackApi(0, AnswerAsync);
        this.script = new ConcurrentQueue<TelegramReply>(script);
    }

    public Uri Address => server.Address;

    /// <summary>Every call, in the order of arrival.</summary>
    public IReadOnlyList<Received> Requests => [.. requests];

    public IReadOnlyList<string> Delivered => [.. requests.Where(request => request.WasDelivered).Select(request => request.Text)];

    /// <summary>What its chat shows, the oldest first.</summary>
    public IReadOnlyList<string> Chat => [.. messages.OrderBy(message => message.Key).Select(message => message.Value)];

    /// <summary>Somebody deletes a message.</summary>
    public void Delete(long id) => messages.TryRemove(id, out _).ShouldBeTrue();

    public static async Task<TelegramApi> StartAsync(params TelegramReply[] script)
    {
        var api = new TelegramApi(script);
        await api.server.StartAsync();
        return api;
    }

    public Task ReceivedAsync(int count) => Eventually.TrueAsync(() => requests.Count >= count, $"{count} messages at Telegram");

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        var at = Stopwatch.GetTimestamp();
        var body = await ReadAsync(http.Request);
        var (text, mode) = ((string?)body?["text"] ?? "", (string?)body?["parse_mode"]);
        var complaint = Complaint(http.Request, body, text, mode);
        var reply = complaint ?? (script.TryDequeue(out var next) ? next : Keep(body, text));
        var answers = (long?)body?["reply_parameters"]?["message_id"];
        requests.Enqueue(new Received(text, mode, at, reply.Status == HttpStatusCode.OK, complaint?.Description) { Edits = (long?)body?["message_id"], Answers = answers, HasPreview = (bool?)body?["link_preview_options"]?["is_disabled"] != true });
        if (reply == TelegramReply.Hang)
        {
            await server.HangAsync(http);
            return;
        }

        http.Response.StatusCode = (int)reply.Status;
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(reply.ToJson());
    }

    private static async Task<JsonNode?> ReadAsync(HttpRequest request)
    {
        try
        {
            return await JsonNode.ParseAsync(request.Body);
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }

    private static TelegramReply? Complaint(HttpRequest request, JsonNode? body, string text, string? mode)
    {
        var method = request.Path.Value?.Split('/')[^1];
        if (method is not ("sendMessage" or "editMessageText"))
            return TelegramReply.NotFound;
        if (request.Path != $"/bot{Token}/{method}")
            return TelegramReply.Unauthorized;
        if (request.Method != "POST" || request.ContentType?.StartsWith("application/json", StringComparison.Ordinal) != true || body is null)
            return TelegramReply.BadRequest("Bad Request: not a POST of JSON");
        if ((string?)body["chat_id"] != ChatId)
            return TelegramReply.BadRequest("Bad Request: chat not found");
        string[] known = ["chat_id", "text", "parse_mode", "link_preview_options", method == "sendMessage" ? "reply_parameters" : "message_id"];
        var unknown = body.AsObject().Select(member => member.Key).Except(known).ToList();
        if (unknown.Count > 0 || mode is not (null or "HTML"))
            return TelegramReply.BadRequest($"Bad Request: unknown member {string.Join(", ", unknown)} or parse mode {mode}");

        var (visible, problem) = mode is null ? (text, null) : TelegramHtml.Parse(text);
        if (problem is not null)
            return TelegramReply.BadRequest($"Bad Request: can't parse entities: {problem}");
        if (visible.Trim().Length == 0)
            return TelegramReply.BadRequest("Bad Request: message text is empty");
        return visible.Length > 4096 ? TelegramReply.BadRequest("Bad Request: message is too long") : null;
    }

    /// <summary>A new message, or another text for one that is there.</summary>
    private TelegramReply Keep(JsonNode? body, string text)
    {
        if ((long?)body?["message_id"] is not { } edited)
        {
            var id = messages.Keys.DefaultIfEmpty(100).Max() + 1;
            messages[id] = text;
            return TelegramReply.Delivered with { MessageId = id };
        }

        if (!messages.TryGetValue(edited, out var before))
            return TelegramReply.BadRequest("Bad Request: message to edit not found");
        messages[edited] = text;
        return before == text
            ? TelegramReply.BadRequest("Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message")
            : TelegramReply.Delivered with { MessageId = edited };
    }

    /// <param name="At">A timestamp of <see cref="Stopwatch"/>.</param>
    /// <param name="Complaint">What was wrong with it by the documentation; null when nothing was.</param>
    internal sealed record Received(string Text, string? ParseMode, long At, bool WasDelivered, string? Complaint)
    {
        /// <summary>The message that gets this text; null for a new one.</summary>
        public long? Edits { get; init; }

        /// <summary>Whether Telegram shows what its first link leads to.</summary>
        public bool HasPreview { get; init; }

        /// <summary>The message that it answers; null for none.</summary>
        public long? Answers { get; init; }
    }
}
