using System.Buffers;
using System.Text;
using PiDeployer.Values;

namespace PiDeployer.Cli.Terminal;

/// <summary>
/// Makes a line of a program's output such that it can only say something to a terminal, and do nothing with it: of its escape sequences the colours stay where there are any
/// (<c>ESC [ … m</c>), all others go, and so does what <see cref="Wording"/> does not let stand, but the tab. See ECMA-48, 5.4 and 8.3.117.
/// </summary>
internal static class TerminalText
{
    private const char Escape = '\e';
    private const char Replacement = '\uFFFD';

    private static readonly SearchValues<char> Numbers = SearchValues.Create("0123456789;:");

    public static string Shown(string line, bool keepsColors)
    {
        if (!line.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            return line;
        var shown = new StringBuilder(line.Length);
        var hasColors = false;
        for (var i = 0; i < line.Length;)
        {
            Rune.DecodeFromUtf16(line.AsSpan(i), out var rune, out var length);
            length = line[i] == Escape ? SequenceAt(line, i) : length;
            if (line[i] != Escape ? line[i] == '\t' || Wording.IsShown(rune) : keepsColors && IsColor(line.AsSpan(i, length)))
            {
                hasColors |= line[i] == Escape;
                shown.Append(line, i, length);
            }

            i += length;
        }

        return shown.Append(hasColors ? "\e[0m" : "").ToString();
    }

    private static bool IsColor(ReadOnlySpan<char> sequence) =>
        sequence is [Escape, '[', .. var numbers, 'm'] && !numbers.ContainsAnyExcept(Numbers);

    /// <summary>How long it is; to the line's end where it does not end.</summary>
    private static int SequenceAt(string line, int start)
    {
        var i = start + 1;
        if (i == line.Length)
            return 1;
        switch (line[i])
        {
            case '[': // Parameters, and then a letter.
                for (i++; i < line.Length && line[i] is >= ' ' and <= '?'; i++)
                {
                }

                return Math.Min(i + 1, line.Length) - start;
            case ']' or 'P' or 'X' or '^' or '_': // A text for the terminal itself, to BEL, of which a log keeps a replacement, or ESC \.
                for (i++; i < line.Length && line[i] is not ('\a' or Replacement) && !(line[i] == Escape && i + 1 < line.Length && line[i + 1] == '\\'); i++)
                {
                }

                return Math.Min(i + (i < line.Length && line[i] == Escape ? 2 : 1), line.Length) - start;
            default: // Intermediate characters, and one more.
                for (; i < line.Length && line[i] is >= ' ' and <= '/'; i++)
                {
                }

                return Math.Min(i + 1, line.Length) - start;
        }
    }
}
