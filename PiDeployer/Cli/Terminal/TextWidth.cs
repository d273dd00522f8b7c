using System.Globalization;
using System.Text;

namespace PiDeployer.Cli.Terminal;

/// <summary>How many columns of a terminal a text takes: letters of East Asia and emoji two, marks upon other letters none.</summary>
internal static class TextWidth
{
    public static int Of(string text)
    {
        var width = 0;
        foreach (var rune in text.EnumerateRunes())
            width += Of(rune);
        return width;
    }

    /// <summary>As much of it as fits, with an ellipsis where it does not.</summary>
    public static string Cut(string text, int columns, string ellipsis)
    {
        if (Of(text) <= columns)
            return text;
        var (room, length) = (columns - ellipsis.Length, 0);
        if (room < 0)
            return "";
        foreach (var rune in text.EnumerateRunes())
        {
            room -= Of(rune);
            if (room < 0)
                break;
            length += rune.Utf16SequenceLength;
        }

        return text[..length] + ellipsis;
    }

    private static int Of(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format => 0,
        _ => IsWide(rune.Value) ? 2 : 1,
    };

    private static bool IsWide(int value) => value is
        (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0xA4CF) or (>= 0xAC00 and <= 0xD7A3) or (>= 0xF900 and <= 0xFAFF) or (>= 0xFE30 and <= 0xFE6F)
        or (>= 0xFF00 and <= 0xFF60) or (>= 0xFFE0 and <= 0xFFE6) or (>= 0x1F300 and <= 0x1F64F) or (>= 0x1F680 and <= 0x1F6FF) or (>= 0x1F900 and <= 0x1F9FF)
        or (>= 0x20000 and <= 0x3FFFD);
}
