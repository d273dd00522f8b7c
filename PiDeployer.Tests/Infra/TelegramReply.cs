using System.Net;
using System.Text.Json.Nodes;

namespace PiDeployer.Tests.Infra;

/// <summary>One answer of Telegram's, in its documented form.</summary>
internal sealed record TelegramReply(HttpStatusCode Status, string Description, int? RetryAfter = null)
{
    /// <summary>Of what was delivered.</summary>
    public long MessageId { get; init; } = 1;

    public static readonly TelegramReply Delivered = new(HttpStatusCode.OK, "");
    public static readonly TelegramReply Hang = new(HttpStatusCode.RequestTimeout, "");
    public static readonly TelegramReply InternalError = new(HttpStatusCode.InternalServerError, "Internal Server Error");
    public static readonly TelegramReply Unauthorized = new(HttpStatusCode.Unauthorized, "Unauthorized");
    public static readonly TelegramReply NotFound = new(HttpStatusCode.NotFound, "Not Found");
    public static readonly TelegramReply CannotParse = BadRequest("Bad Request: can't parse entities: Unsupported start tag \"b\" at byte offset 0");

    /// <summary>A proxy's page rather than Telegram's JSON.</summary>
    public static readonly TelegramReply BadGateway = new(HttpStatusCode.BadGateway, "<html>");

    public static TelegramReply BadRequest(string description) => new(HttpStatusCode.BadRequest, description);

    public static TelegramReply TooMany(int retryAfter) =>
        new(HttpStatusCode.TooManyRequests, $"Too Many Requests: retry after {retryAfter}", retryAfter);

    public string ToJson()
    {
        if (this == BadGateway)
            return "<html>502 Bad Gateway</html>";
        if (Status == HttpStatusCode.OK)
            return $$"""{"ok":true,"result":{"message_id":{{MessageId}},"date":1,"chat":{"id":-1002003004,"type":"group"},"text":"…"} }""";
        var json = new JsonObject { ["ok"] = false, ["error_code"] = (int)Status, ["description"] = Description };
        if (RetryAfter is not null)
            json["parameters"] = new JsonObject { ["retry_after"] = RetryAfter };
        return json.ToJsonString();
    }
}
