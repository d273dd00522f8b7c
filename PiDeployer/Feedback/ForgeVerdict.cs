using System.Globalization;
using System.Net;
using System.Text.Json;
using PiDeployer.Processes;

namespace PiDeployer.Feedback;

/// <summary>Reads what an answer of a forge means: done, later, or never, and then what to mend.</summary>
internal sealed class ForgeVerdict(ForgeIdentity forge, TimeProvider clock)
{
    private const int LongestQuote = 200;

    /// <summary>A forge may ask for a pause of any length; after this one the status is old news, and others wait behind it.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    private readonly Redaction masked = new([forge.Token]);

    public ForgeAnswer On(HttpResponseMessage response, byte[] body)
    {
        var (status, said) = ((int)response.StatusCode, Said(body));
        var answered = said is null ? $"{forge.Name} answered {status}" : $"{forge.Name} answered {status} ({said})";
        return response.StatusCode switch
        {
            >= HttpStatusCode.OK and < HttpStatusCode.MultipleChoices => new ForgeAnswer.Done(body),
            >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest => new ForgeAnswer.Refused(Redirected(response, answered), said),
            HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError => Later(Pause(response), answered, said),
            HttpStatusCode.Forbidden when Pause(response) is { } pause => Later(pause, answered, said), // That is how GitHub asks to be left alone.
            HttpStatusCode.Unauthorized => new ForgeAnswer.Refused($"{answered}: the token in {forge.Variable} is wrong or has expired", said),
            HttpStatusCode.Forbidden => new ForgeAnswer.Refused($"{answered}: the token in {forge.Variable} needs {forge.Rights}", said),
            HttpStatusCode.NotFound => new ForgeAnswer.Refused(
                $"{answered}: it has no such repository or commit, or does not show it to the token in {forge.Variable}, which needs {forge.Rights}; repo and forge in projects.yml say where to look", said),
            HttpStatusCode.UnprocessableEntity => new ForgeAnswer.Refused($"{answered}: it does not take this for that commit; was the commit pushed to it?", said),
            _ => new ForgeAnswer.Refused(answered, said),
        };
    }

    private static ForgeAnswer Later(TimeSpan? pause, string answered, string? said) => pause > LongestPause
        ? new ForgeAnswer.Refused(string.Create(CultureInfo.InvariantCulture, $"{answered} and wants to be left alone for {pause.Value.TotalMinutes:0} minutes"), said)
        : new ForgeAnswer.TryLater(pause, answered);

    private static string Redirected(HttpResponseMessage response, string answered)
    {
        var host = response.Headers.Location is { } there ? (there.IsAbsoluteUri ? there.Host : response.RequestMessage?.RequestUri?.Host) : null;
        return $"{answered} and points to {host ?? "nowhere"}, where the token is not sent; was the repository renamed, or has the forge another address?";
    }

    /// <summary>How long it wants to be left alone; null when it does not say.</summary>
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

    /// <summary>All three forges say it in a member <c>message</c>, or <c>error</c>; which GitLab may fill with an object.</summary>
    private string? Said(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            if (json.RootElement.ValueKind != JsonValueKind.Object || !(json.RootElement.TryGetProperty("message", out var message) || json.RootElement.TryGetProperty("error", out message)))
                return null;
            var text = message.ValueKind == JsonValueKind.String ? message.GetString() ?? "" : message.GetRawText();
            var line = string.Concat(masked.Apply(text).Select(c => char.IsControl(c) ? ' ' : c)).Trim();
            return line.Length == 0 ? null : line.Length <= LongestQuote ? line : $"{line[..LongestQuote]}…";
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null; // A proxy's error page, perhaps; the status says enough.
        }
    }
}
