using System.Globalization;
using System.Text;

namespace PiDeployer.Notifications;

/// <summary>Makes texts of strangers such that they can stand among ours, and cuts them without leaving half a character.</summary>
internal static class Wording
{
    /// <summary>Joins two emoji into one, and does nothing else.</summary>
    private const char Joiner = '\u200D';

    /// <summary>The first line, without characters that garble it, turn its direction or cannot be seen.</summary>
    /// <param name="text">What a stranger wrote.</param>
    /// <param name="length">At most so many characters, and an ellipsis.</param>
    public static string Line(string text, int length) => First(Cleaned(text.TrimStart().Split('\n')[0], keepsLines: false).Trim(), length);

    /// <summary>All lines, cleaned in the same way.</summary>
    public static string Lines(string text) => Cleaned(text, keepsLines: true);

    public static string First(string text, int length) =>
        text.Length <= length ? text : $"{text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)]}…";

    public static string Last(string text, int length) =>
        text.Length <= length ? text : text[(char.IsLowSurrogate(text[^length]) ? text.Length - length + 1 : text.Length - length)..];

    /// <summary>As much from its beginning as fits into so many bytes of UTF-8.</summary>
    public static string FirstBytes(string text, int bytes)
    {
        if (Encoding.UTF8.GetByteCount(text) <= bytes)
            return text;
        var (kept, length) = (bytes - "…"u8.Length, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            kept -= rune.Utf8SequenceLength;
            if (kept < 0)
                break;
            length += rune.Utf16SequenceLength;
        }

        return $"{text[..length]}…";
    }

    private static string Cleaned(string text, bool keepsLines)
    {
        var cleaned = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) // Half a character is one of its own here, U+FFFD.
        {
            var isKept = Rune.GetUnicodeCategory(rune) switch
            {
                UnicodeCategory.Control => keepsLines && rune.Value is '\n' or '\t',
                UnicodeCategory.Format => rune.Value == Joiner,
                UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => false,
                _ => true,
            };
            if (isKept)
                cleaned.Append(rune.ToString());
        }

        return cleaned.ToString();
    }
}
