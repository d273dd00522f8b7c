using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using PiDeployer.Processes;
using PiDeployer.Values;

namespace PiDeployer.Outgoing;

/// <summary>Reads what an answer means: done, later, or never, and then what to mend.</summary>
internal sealed class ReplyReader(Partner partner, TimeProvider clock)
{
    private const int LongestQuote = 200;

    /// <summary>Somebody may ask for a pause of any length; after this one what we have to say is old news, and others wait behind it.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    private readonly Redaction masked = new(partner.Secrets);

    public Reply Read(HttpResponseMessage response, byte[] body)
    {
        var (status, words) = (response.StatusCode, Words(response, body));
        var said = words.Said is { } text ? Quote(text) : null;
        var answered = said is null ? $"{partner.Name} answered {(int)status}" : $"{partner.Name} answered {(int)status} ({said})";
        var pause = Pause(response) ?? words.Pause;
        return status switch
        {
            >= HttpStatusCode.OK and < HttpStatusCode.MultipleChoices => new Reply.Done(body),
            >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest => new Reply.Refused(Redirected(response, answered), said),
            HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError => Later(pause, answered, said),
            HttpStatusCode.Forbidden when pause is not null => Later(pause, answered, said), // That is how GitHub asks to be left alone.
            _ => new Reply.Refused(partner.Advice(status) is { } advice ? $"{answered}: {advice}" : answered, said),
        };
    }

    private static Reply Later(TimeSpan? pause, string answered, string? said) => pause > LongestPause
        ? new Reply.Refused(string.Create(CultureInfo.InvariantCulture, $"{answered} and wants to be left alone for {pause.Value.TotalMinutes:0} minutes"), said)
        : new Reply.TryLater(pause, answered);

    private string Redirected(HttpResponseMessage response, string answered)
    {
        var host = response.Headers.Location is { } there ? (there.IsAbsoluteUri ? there.Host : response.RequestMessage?.RequestUri?.Host) : null;
        return $"{answered} and points to {host ?? "nowhere"}, where {partner.WhenMoved}";
    }

    /// <summary>How long it wants to be left alone, by its headers; null when they do not say.</summary>
    private TimeSpan? Pause(HttpResponseMessage response)
    {
        if (response.Headers.RetryAfter is { } after)
            return after.Delta ?? NotNegative(after.Date - clock.GetUtcNow());
        return Number(response, "x-ratelimit-remaining") == 0 && Number(response, "x-ratelimit-reset") is { } second and >= 0 and < uint.MaxValue
            ? NotNegative(DateTimeOffset.FromUnixTimeSeconds(second) - clock.GetUtcNow())
            : null;
    }

    private static TimeSpan? NotNegative(TimeSpan? pause) => pause < TimeSpan.Zero ? TimeSpan.Zero : pause;

    private static long? Number(HttpResponseMessage response, string header) =>
        response.Headers.TryGetValues(header, out var values) && long.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>What it says of itself, and how long it wants to be left alone; each null where that is not said in a form that we know.</summary>
    private static (string? Said, TimeSpan? Pause) Words(HttpResponseMessage response, byte[] body)
    {
        if (response.Content.Headers.ContentType?.MediaType == "text/plain")
            return (Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, LongestQuote * 4))), null); // So does Slack: `invalid_payload`.
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement is { ValueKind: JsonValueKind.Object } root ? (Said(root) ?? Whole(root), PauseIn(root)) : (null, null);
        }
        catch (Exception e) when (JsonTrouble.Is(e))
        {
            return (null, null); // A proxy's error page, perhaps; the status says enough.
        }
    }

    /// <summary>Forges and Discord say it in <c>message</c> or <c>error</c>, which GitLab may fill with an object; Telegram in <c>description</c>.</summary>
    private static string? Said(JsonElement root)
    {
        if (!(root.TryGetProperty("message", out var message) || root.TryGetProperty("error", out message) || root.TryGetProperty("description", out message)))
            return null;
        return message.ValueKind == JsonValueKind.String ? message.GetString() : message.GetRawText();
    }

    /// <summary>All of it, since its form is another: Discord complains of embeds so. Null where it is empty.</summary>
    private static string? Whole(JsonElement root) => root.GetPropertyCount() > 0 ? root.GetRawText() : null;

    /// <summary>Discord has <c>retry_after</c>, Telegram has it inside <c>parameters</c>; seconds, perhaps with a fraction.</summary>
    private static TimeSpan? PauseIn(JsonElement root)
    {
        var isThere = root.TryGetProperty("retry_after", out var after)
            || (root.TryGetProperty("parameters", out var parameters) && parameters.ValueKind == JsonValueKind.Object && parameters.TryGetProperty("retry_after", out after));
        return isThere && after.ValueKind == JsonValueKind.Number && after.TryGetDouble(out var seconds) && seconds is >= 0 and < int.MaxValue ? TimeSpan.FromSeconds(seconds) : null;
    }

    private string? Quote(string text)
    {
        var line = Wording.OnOneLine(masked.Apply(text));
        return line.Length == 0 ? null : line.Length <= LongestQuote ? line : $"{line[..LongestQuote]}…";
    }
}
