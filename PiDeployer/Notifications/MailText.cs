using System.Globalization;
using System.Text;
using PiDeployer.Projects;

namespace PiDeployer.Notifications;

/// <summary>A message as an e-mail (RFC 5322), with line ends as <c>sendmail</c> takes them. Whatever strangers wrote is in base64, so that none of it can be a header.</summary>
internal static class MailText
{
    /// <summary>Of base64 in a body (RFC 2045).</summary>
    private const int LineLength = 76;

    /// <summary>In bytes; with its frame, and the header's name before it, an encoded word is a line of 76 characters at most (RFC 2047).</summary>
    private const int WordLength = 36;

    /// <summary>ASCII alone.</summary>
    public static byte[] Of(Message message, ChannelTarget.Email target)
    {
        var thread = message.Deployment is { } deployment ? $"<{deployment}@{target.From.Domain}>" : null;
        var isFirst = message.Kind == MessageKind.Started;
        var id = thread is null ? string.Create(CultureInfo.InvariantCulture, $"<test.{message.At.UtcTicks}@{target.From.Domain}>")
            : isFirst ? thread
            : $"<{message.Deployment}.end@{target.From.Domain}>";
        List<string> lines =
        [
            $"From: PiDeployer <{target.From}>",
            $"To: {string.Join(",\n ", target.To)}",
            $"Subject: {Words($"{message.Mark} {message.Title}")}",
            $"Date: {Date(message.At)}",
            $"Message-ID: {id}",
        ];
        if (thread is not null && !isFirst)
            lines.AddRange([$"In-Reply-To: {thread}", $"References: {thread}"]);
        lines.AddRange(
        [
            "Auto-Submitted: auto-generated", // No holiday notice answers it.
            "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: base64",
            "",
            .. Body($"{message.Title}\n\n{PlainText.Of(message)}".TrimEnd()),
            "",
        ]);
        return Encoding.ASCII.GetBytes(string.Join('\n', lines));
    }

    private static string Date(DateTimeOffset time) => time.ToString("ddd, dd MMM yyyy HH:mm:ss zzz", CultureInfo.InvariantCulture).Remove(29, 1);

    /// <summary>Encoded words, none of which ends inside a character.</summary>
    private static string Words(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var bytes = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (bytes + rune.Utf8SequenceLength > WordLength)
                Finish();
            word.Append(rune.ToString());
            bytes += rune.Utf8SequenceLength;
        }

        Finish();
        return string.Join("\n ", words);

        void Finish()
        {
            words.Add($"=?utf-8?B?{Base64(word.ToString())}?=");
            (_, bytes) = (word.Clear(), 0);
        }
    }

    private static IEnumerable<string> Body(string text)
    {
        var base64 = Base64(text.Replace("\n", "\r\n", StringComparison.Ordinal)); // Inside of base64 a text's line ends are those of the net.
        for (var at = 0; at < base64.Length; at += LineLength)
            yield return base64.Substring(at, Math.Min(LineLength, base64.Length - at));
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
