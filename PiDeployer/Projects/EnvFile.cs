using System.Collections.Immutable;

namespace PiDeployer.Projects;

/// <summary>
/// Reads <c>.env</c> as users of python-dotenv expect it: <c>export </c> before a name, single quotes (of escapes only <c>\\</c> and <c>\'</c>), double quotes (with escapes), both
/// over several lines, comments, blank lines, and <c>${NAME}</c> or <c>${NAME:-default}</c>, also within quotes of either kind, which is empty where there is neither.
/// A default ends at its first brace, so <c>${A:-${B}}</c> is no way to name another.
/// </summary>
internal static class EnvFile
{
    /// <summary>Problems read <c>NAME:LINE: message</c>; they never quote a value. A line with one is left out.</summary>
    /// <param name="text">The file's.</param>
    /// <param name="process">The process's variables, which win over those of the file.</param>
    /// <param name="file">What problems call the file.</param>
    /// <param name="expandsSingleQuoted">False for what stands in single quotes to be as it stands, as compose has it.</param>
    public static (ImmutableDictionary<string, string> Values, ImmutableArray<string> Problems) Parse(
        string text, IReadOnlyDictionary<string, string> process, string file = ".env", bool expandsSingleQuoted = true)
    {
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
            if (name.Length == 0 || !name.All(c => char.IsLetterOrDigit(c) || c is '_' or '.' or '-'))
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
                values[name] = EnvReferences.Expand(Unquoted(spaced), process, values);
                continue;
            }

            var quoted = EnvQuotes.Read(value, lines, i);
            if (quoted.Text is null)
            {
                problems.Add($"{file}:{number}: the quote that begins the value of {name} is never closed");
                continue;
            }

            i = quoted.Last;
            if (quoted.After is ['#', ..] or "")
                values[name] = value[0] == '\'' && !expandsSingleQuoted ? quoted.Text : EnvReferences.Expand(quoted.Text, process, values);
            else
                problems.Add($"{file}:{i + 1}: after the quote that ends the value of {name} nothing but a comment may stand");
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
}
