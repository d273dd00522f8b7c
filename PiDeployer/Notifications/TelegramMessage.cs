using System.Text;

namespace PiDeployer.Notifications;

/// <summary>What Telegram shows of a message, in its HTML. Every text was cut before it is escaped, so that no cut goes through an entity.</summary>
internal static class TelegramMessage
{
    private const char WordJoiner = '\u2060';

    public static string Of(Message message)
    {
        var lines = new List<string> { Headline(message) };
        if (message.Note is { } note)
            lines.Add(Escape(note));
        if (message.Target is { } target)
            lines.Add($"{target.Name}: {(target.Value is { } value ? $"<code>{Harmless(value)}</code>" : "not said")}");
        if (message.Commit is { } commit)
        {
            var id = commit.Url is null ? $"<code>{commit.Id}</code>" : Linked(commit.Id, commit.Url);
            lines.AddRange([$"Commit: {id}{commit.By(Harmless)}", Harmless(commit.Message)]);
        }

        foreach (var pushed in message.Pushed)
            lines.Add($"• {Linked(pushed.Id, pushed.Url)} {Harmless(pushed.Message)}{pushed.Aside(Harmless)}");
        if (message.More is { } more)
            lines.Add(more);
        if (message.Compare is { } compare)
            lines.Add(Linked("Compare", compare));
        if (message.Error is { } error)
            lines.Add(Harmless(error));
        if (message.Tail.Length > 0)
            lines.Add($"<pre>{Escape(message.Tail)}</pre>");
        if (message.Log is { } log)
            lines.Add(Linked("Log", log));
        return string.Join('\n', lines);
    }

    /// <summary>Its first line alone.</summary>
    public static string Headline(Message message) => $"{message.Mark} <b>{Escape(message.Subject)}</b>: {Escape(message.Headline)}";

    /// <summary>The same without markup, for a Telegram that could not read it.</summary>
    public static string WithoutMarkup(string html)
    {
        var text = new StringBuilder();
        var inTag = false;
        foreach (var c in html)
        {
            if (c is '<' or '>')
                inTag = c == '<';
            else if (!inTag)
                text.Append(c);
        }

        return text.Replace("&lt;", "<").Replace("&gt;", ">").Replace("&quot;", "\"").Replace("&amp;", "&").ToString();
    }

    private static string Linked(string text, Uri? url) => url is null ? text : $"<a href=\"{Escape(url.AbsoluteUri)}\">{text}</a>";

    /// <summary>What strangers wrote, with a word joiner that nobody sees after what would call somebody (<c>@ann</c>) or offer a command of a bot (<c>/start</c>).</summary>
    private static string Harmless(string text)
    {
        var harmless = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            harmless.Append(text[at]);
            var begins = text[at] == '@' || (text[at] == '/' && (at == 0 || !(IsOfWord(text[at - 1]) || text[at - 1] is '/' or '<' or '>')));
            if (begins && at + 1 < text.Length && IsOfWord(text[at + 1]))
                harmless.Append(WordJoiner);
        }

        return Escape(harmless.ToString());
    }

    private static bool IsOfWord(char character) => char.IsLetterOrDigit(character) || character == '_';

    private static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal)
        .Replace("\"", "&quot;", StringComparison.Ordinal);
}
