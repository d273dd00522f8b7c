using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;

namespace PiDeployer.Projects;

/// <summary>
/// Reads <c>.env</c> as users of python-dotenv expect it: <c>export </c> before a name, single quotes (of escapes only <c>\\</c> and <c>\'</c>), double quotes (with escapes), both
/// over several lines, comments, blank lines, and <c>${NAME}</c> or <c>${NAME:-default}</c>, also within quotes of either kind, which is empty where there is neither.
/// </summary>
internal static partial class EnvFile
{
    /// <summary>Problems read <c>NAME:LINE: message</c>; they never quote a value. A line with one is left out.</summary>
    /// <param name="text">The file's.</param>
    /// <param name="process">The process's variables, which win over those of the file.</param>
    /// <param name="file">What problems call the file.</param>
    /// <param name="expandsSingleQuoted">False for what stands in single quotes to be as it stands, as compose has it.</param>
    public static (ImmutableDictionary<string, string> Values, ImmutableArray<string> Problems) Parse(
        string text, IReadOnlyDictionary<string, string> process, string file = ".env", bool expandsSingleQuoted = true)
    {
        string Expanded(string value, IReadOnlyDictionary<string, string> earlier) => Reference().Replace(value, match =>
            process.GetValueOrDefault(match.Groups["name"].Value) ?? earlier.GetValueOrDefault(match.Groups["name"].Value) ?? match.Groups["default"].Value);

        var values = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var problems = ImmutableArray.CreateBuilder<string>();
        var lines = text.TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var number = i + 1;
            var line = lines[i].Trim();
            if (line.Length == 0 || line[0] == '#')
                continue;
            if (line.StartsWith("export ", StringComparison.Ordinal))
                line = line["export ".Length..].TrimStart();

            var equals = line.IndexOf('=', StringComparison.Ordinal);
            var name = (equals < 0 ? line : line[..equals]).TrimEnd();
            if (name.Length == 0 || name.Any(char.IsWhiteSpace))
            {
                problems.Add($"{file}:{number}: expected NAME=value");
                continue;
            }

            if (equals < 0)
                continue; // python-dotenv takes a bare name for a variable without a value.

            var spaced = line[(equals + 1)..];
            var value = spaced.TrimStart();
            if (value is not ['\'' or '"', ..])
            {
                values[name] = Expanded(Unquoted(spaced), values);
                continue;
            }

            var last = i;
            while (ClosingQuote(value) < 0 && last + 1 < lines.Length)
                value += "\n" + lines[++last];
            if (ClosingQuote(value) is var end and >= 0)
                (values[name], i) = (value[0] == '\'' && !expandsSingleQuoted ? Quoted(value, end) : Expanded(Quoted(value, end), values), last);
            else
                problems.Add($"{file}:{number}: the quote that begins the value of {name} is never closed");
        }

        return (values.ToImmutable(), problems.ToImmutable());
    }

    /// <summary>A comment begins at a <c>#</c> after white space, so <c>pass#word</c> is whole, and so is <c>#word</c> right after the equals sign.</summary>
    private static string Unquoted(string value)
    {
        for (var i = 1; i < value.Length; i++)
        {
            if (value[i] == '#' && char.IsWhiteSpace(value[i - 1]))
                return value[..i].Trim();
        }

        return value.Trim();
    }

    private static int ClosingQuote(string value)
    {
        for (var i = 1; i < value.Length; i++)
        {
            if (value[i] == '\\')
                i++;
            else if (value[i] == value[0])
                return i;
        }

        return -1;
    }

    private static string Quoted(string value, int end)
    {
        var result = new StringBuilder();
        for (var i = 1; i < end; i++)
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

    [GeneratedRegex(@"\$\{(?<name>[^}:]*)(?::-(?<default>[^}]*))?\}")]
    private static partial Regex Reference();
}
