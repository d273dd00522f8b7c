using System.Net;
using System.Text;
using PiDeployer.Outgoing;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Notifications;

/// <summary>Calls a webhook of Discord: <see href="https://discord.com/developers/docs/resources/webhook#execute-webhook"/>.</summary>
internal sealed class Discord(ChannelTarget.Discord target, HttpClient http, TryLimits limits, TimeProvider clock) : IChannel
{
    private const int LongestContent = 2000;
    private const int LongestDescription = 4096;

    /// <summary>All of it may become twice as long by escapes, and has to fit beside the rest.</summary>
    private const int LongestError = 500;

    private const int LongestAddress = 200;

    /// <summary>Whatever means something in its markdown; before any of them a backslash is allowed.</summary>
    private const string Marks = "\\*_~`|<>#[]()-+:@";

    private readonly PatientClient client = new(new Partner("Discord", target.Secrets, Advice, "nothing is sent; has the webhook another address?"), http, limits, clock);

    public async Task<string?> SendAsync(Message message, CancellationToken cancellationToken) => (await client.PostAsync(target.Url, Json(message), cancellationToken)).Problem;

    private static byte[] Json(Message message) => JsonBody.Of(json =>
    {
        json.WriteString("content", Wording.First($"{message.Mark} **{Escape(message.Subject)}**: {message.Headline}", LongestContent - 1));
        if (Description(message) is { Length: > 0 } description)
        {
            json.WriteStartArray("embeds");
            json.WriteStartObject();
            json.WriteString("description", description);
            json.WriteNumber("color", message.Kind switch { MessageKind.Failed => 0xD0342C, MessageKind.Succeeded => 0x2E8B57, _ => 0x808080 });
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteStartObject("allowed_mentions"); // Or a commit's message could call everybody.
        json.WriteStartArray("parse");
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static string Description(Message message)
    {
        var head = new List<string>();
        if (message.Note is { } note)
            head.Add(Escape(note));
        if (message.Target is { } target)
            head.Add($"{target.Name}: {Escape(target.Value ?? "not said")}");
        if (message.Commit is { } commit)
            head.AddRange([$"Commit: {Linked(commit.Id, commit.Url)}{commit.By(Escape)}", Escape(commit.Message)]);
        var end = new List<string>();
        if (message.Error is { } error)
            end.Add(Escape(Wording.First(error, LongestError)));
        if (message.Tail.Length > 0)
            end.Add($"```\n{message.Tail.Replace("``", "`\u200B`", StringComparison.Ordinal)}\n```");
        if (message.Log is { } log)
            end.Add(Linked("Log", log)); // As the embed's own address Discord takes only hosts with a dot in their name, or refuses all of it.

        var room = LongestDescription - head.Concat(end).Sum(line => line.Length + 1);
        foreach (var line in Pushed(message).TakeWhile(line => (room -= line.Length + 1) >= 0))
            head.Add(line);
        return string.Join('\n', head.Concat(end));
    }

    private static IEnumerable<string> Pushed(Message message)
    {
        foreach (var commit in message.Pushed)
            yield return $"• {Linked(commit.Id, commit.Url)} {Escape(commit.Message)}{commit.Aside(Escape)}";
        if (message.More is { } more)
            yield return more;
        if (message.Compare is { } compare)
            yield return Linked("Compare", compare);
    }

    private static string Linked(string text, Uri? url) =>
        url is null || url.AbsoluteUri.Length > LongestAddress ? text : $"[{text}]({url.AbsoluteUri.Replace("(", "%28", StringComparison.Ordinal).Replace(")", "%29", StringComparison.Ordinal)})";

    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (Marks.Contains(character, StringComparison.Ordinal))
                escaped.Append('\\');
            escaped.Append(character);
        }

        return escaped.ToString();
    }

    private static string? Advice(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound => "there is no such webhook, or not any more; copy its address anew from the channel's settings",
        _ => null,
    };
}
