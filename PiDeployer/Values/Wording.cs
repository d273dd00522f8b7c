using System.Globalization;
using System.Text;

namespace PiDeployer.Values;

/// <summary>Makes texts of strangers such that they can stand among ours, and cuts them without leaving half a character.</summary>
internal static class Wording
{
    /// <summary>Joins two emoji into one, and does nothing else.</summary>
    private const char Joiner = '\u200D';

    /// <summary>The first line, without characters that garble it, turn its direction or cannot be seen.</summary>
    /// <param name="text">What a stranger wrote.</param>
    /// <param name="length">At most so many characters, and an ellipsis.</param>
    public static string Line(string text, int length) => First(Cleaned(text.TrimStart().Split('\n')[0], "", "").Trim(), length);

    /// <summary>All lines, cleaned in the same way.</summary>
    public static string Lines(string text) => Cleaned(text, "\n\t", "");

    /// <summary>All of it on one line: what would end a line, or steer a terminal, becomes a space.</summary>
    public static string OnOneLine(string text) => Cleaned(text, "", " ").Trim();

    public static string First(string text, int length) =>
        text.Length <= length ? text : $"{text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)]}…";

    public static string Last(string text, int length) =>
        text.Length <= length ? text : text[(char.IsLowSurrogate(text[^length]) ? text.Length - length + 1 : text.Length - length)..];

    /// <summary>Whether it neither garbles a text, nor turns its direction, nor ends its line, and can be seen.</summary>
    public static bool IsShown(Rune rune) => rune.Value == Joiner || Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

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

    /// <param name="text">What a stranger wrote.</param>
    /// <param name="kept">The control characters that stay.</param>
    /// <param name="instead">What stands in the place of the others, and of what ends a line.</param>
    private static string Cleaned(string text, string kept, string instead)
    {
        var cleaned = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) // Half a character is one of its own here, U+FFFD.
        {
            cleaned.Append(
                IsShown(rune) || (rune.IsBmp && kept.Contains((char)rune.Value, StringComparison.Ordinal)) ? rune.ToString()
                : Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format ? ""
                : instead);
        }

        return cleaned.ToString();
    }
}
