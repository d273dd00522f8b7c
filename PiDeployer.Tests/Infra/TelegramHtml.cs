using System.Net;
using System.Text.RegularExpressions;

namespace PiDeployer.Tests.Infra;

/// <summary>Reads a message as Telegram does: known tags, properly nested, and every other <c>&lt;</c>, <c>&gt;</c> and <c>&amp;</c> written as an entity.</summary>
internal static partial class TelegramHtml
{
    private static readonly HashSet<string> Known =
        ["b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "tg-spoiler", "code", "pre", "blockquote", "a"];

    /// <summary>What is visible, and what is wrong; null when nothing is.</summary>
    public static (string Visible, string? Problem) Parse(string html)
    {
        var open = new Stack<string>();
        var visible = "";
        var at = 0;
        foreach (Match part in Part().Matches(html))
        {
            if (part.Index != at)
                return (visible, $"unescaped '{html[at]}' at {at}");
            at += part.Length;
            var tag = part.Groups["tag"].Value;
            if (part.Groups["text"].Success)
                visible += part.Value;
            else if (part.Groups["entity"].Success)
                visible += WebUtility.HtmlDecode(part.Value);
            else if (!Known.Contains(tag) || (part.Groups["href"].Success && tag != "a"))
                return (visible, $"unsupported tag {part.Value}");
            else if (!part.Groups["close"].Success)
                open.Push(tag);
            else if (!open.TryPop(out var last) || last != tag)
                return (visible, $"unexpected {part.Value}");
        }

        if (at != html.Length)
            return (visible, $"unescaped '{html[at]}' at {at}");
        return (visible, open.Count > 0 ? $"<{open.Peek()}> is never closed" : null);
    }

    [GeneratedRegex("""(?<text>[^<>&]+)|(?<entity>&(?:lt|gt|amp|quot|#\d+);)|<(?<close>/)?(?<tag>[a-z-]+)(?: href="(?<href>[^"<>]*)")?>""")]
    private static partial Regex Part();
}
