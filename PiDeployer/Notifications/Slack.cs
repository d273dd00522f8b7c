using System.Net;
using PiDeployer.Outgoing;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Notifications;

/// <summary>Calls an incoming webhook of Slack: <see href="https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks"/>.</summary>
internal sealed class Slack(ChannelTarget.Slack target, HttpClient http, TryLimits limits, TimeProvider clock) : IChannel
{
    /// <summary>Of one section's text.</summary>
    private const int LongestSection = 3000;

    /// <summary>Of a line that is longer than a section all the same; leaves room for an ellipsis.</summary>
    private const int LongestLine = 2990;

    private const int LongestAddress = 200;

    /// <summary>A character may become five by escapes, and all of it is one section.</summary>
    private const int LongestError = 500;

    private readonly PatientClient client = new(new Partner("Slack", target.Secrets, Advice, "nothing is sent; has the webhook another address?"), http, limits, clock);

    public async Task<string?> SendAsync(Message message, CancellationToken cancellationToken) => (await client.PostAsync(target.Url, Json(message), cancellationToken)).Problem;

    private static byte[] Json(Message message) => JsonBody.Of(json =>
    {
        json.WriteString("text", $"{message.Mark} {Escape(message.Title)}"); // What a notification shows, and a screen reader reads.
        json.WriteStartArray("blocks");
        foreach (var section in Sections(Lines(message).Select(Cut)))
        {
            json.WriteStartObject();
            json.WriteString("type", "section");
            json.WriteStartObject("text");
            json.WriteString("type", "mrkdwn");
            json.WriteString("text", section);
            json.WriteBoolean("verbatim", true); // It makes no links and no mentions of what looks like some.
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static IEnumerable<string> Lines(Message message)
    {
        yield return $"{message.Mark} *{Escape(message.Subject)}*: {Escape(message.Headline)}";
        if (message.Note is { } note)
            yield return Escape(note);
        if (message.Target is { } target)
            yield return $"{target.Name}: {Escape(target.Value ?? "not said")}";
        if (message.Commit is { } commit)
            yield return $"Commit: {Linked(commit.Id, commit.Url)}{commit.By(Escape)}\n{Escape(commit.Message)}";
        foreach (var pushed in message.Pushed)
            yield return $"• {Linked(pushed.Id, pushed.Url)} {Escape(pushed.Message)}{pushed.Aside(Escape)}";
        if (message.More is { } more)
            yield return more;
        if (message.Compare is { } compare)
            yield return Linked("Compare", compare);
        if (message.Error is { } error)
            yield return Escape(Wording.First(error, LongestError));
        if (message.Tail.Length > 0)
            yield return $"```\n{Escape(message.Tail.Replace("``", "`\u200B`", StringComparison.Ordinal))}\n```";
        if (message.Log is { } log)
            yield return Linked("Log", log);
    }

    private static List<string> Sections(IEnumerable<string> lines)
    {
        var sections = new List<string>();
        foreach (var line in lines)
        {
            if (sections is [.., var last] && last.Length + 1 + line.Length <= LongestSection)
                sections[^1] = $"{last}\n{line}";
            else
                sections.Add(line);
        }

        return sections;
    }

    /// <summary>None is longer than a section, and none ends inside an entity.</summary>
    private static string Cut(string line)
    {
        if (line.Length <= LongestSection)
            return line;
        var last = line.LastIndexOf('&', LongestLine - 1);
        return Wording.First(line, last >= 0 && line.IndexOf(';', last) >= LongestLine ? last : LongestLine);
    }

    private static string Linked(string text, Uri? url) => url is null || url.AbsoluteUri.Length > LongestAddress ? text : $"<{Escape(url.AbsoluteUri).Replace("|", "%7C", StringComparison.Ordinal)}|{text}>";

    /// <summary>The three characters that mean something to it, as its documentation says; nothing else can call anybody.</summary>
    private static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal);

    private static string? Advice(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Forbidden or HttpStatusCode.NotFound or HttpStatusCode.Gone => "there is no such webhook, or not any more, or its channel is closed; its address is in the settings of the app",
        _ => null,
    };
}
