using System.Text;

namespace PiDeployer.Projects;

/// <summary>A value of a <c>.env</c> that stands in quotes, maybe over several lines.</summary>
/// <param name="Text">What is in them, without its escapes; null where the one that begins it is never closed.</param>
/// <param name="Last">The number of the line where it ends, from 0.</param>
/// <param name="After">What stands in that line after it, without white space around.</param>
internal sealed record EnvQuotes(string? Text, int Last, string After)
{
    /// <param name="value">The first line, from its quote on.</param>
    /// <param name="lines">The file's.</param>
    /// <param name="first">Which of them the first one is.</param>
    public static EnvQuotes Read(string value, string[] lines, int first)
    {
        var (last, end) = ClosingQuote(value, lines, first);
        if (last < 0)
            return new EnvQuotes(Text: null, first, After: "");
        var line = last == first ? value : lines[last];
        return new EnvQuotes(Unescaped(last == first ? line[..end] : string.Join('\n', [value, .. lines[(first + 1)..last], line[..end]])), last, line[(end + 1)..].Trim());
    }

    /// <summary>In which line, and where in it, the quote is closed that begins a value; -1 where it never is. The file may be long, so no line of it is looked at twice.</summary>
    private static (int Line, int End) ClosingQuote(string value, string[] lines, int first)
    {
        var begin = 1;
        for (var line = first; line < lines.Length; line++)
        {
            var text = line == first ? value : lines[line];
            for (var i = begin; i < text.Length; i++)
            {
                if (text[i] == '\\')
                    i++;
                else if (text[i] == value[0])
                    return (line, i);
            }

            begin = 0;
        }

        return (-1, -1);
    }

    /// <param name="value">With the quote that begins it, and without the one that ends it.</param>
    private static string Unescaped(string value)
    {
        var result = new StringBuilder();
        for (var i = 1; i < value.Length; i++)
            result.Append(value[i] == '\\' ? Unescape(value[0], value[++i]) : value[i].ToString());
        return result.ToString();
    }

    private static string Unescape(char quote, char escaped) => (quote, escaped) switch
    {
        (_, '\\') => "\\",
        ('\'', '\'') => "'",
        ('\'', _) => $"\\{escaped}",
        ('"', 'n') => "\n",
        ('"', 't') => "\t",
        ('"', 'r') => "\r",
        ('"', 'a') => "\a",
        ('"', 'b') => "\b",
        ('"', 'f') => "\f",
        ('"', 'v') => "\v",
        ('"', '"' or '\'') => escaped.ToString(),
        _ => $"\\{escaped}",
    };
}
