using System.Text.RegularExpressions;

namespace PiDeployer.Projects;

/// <summary>Expands <c>${NAME}</c> and <c>${NAME:-default}</c> in a value; <c>$$</c> stands for a dollar sign.</summary>
internal static partial class Variables
{
    /// <summary>The expanded text. What could not be expanded stays as it was and is named in <paramref name="problem"/>.</summary>
    public static string Expand(string text, IReadOnlyDictionary<string, string> environment, out string? problem)
    {
        problem = null;
        if (!text.Contains('$', StringComparison.Ordinal))
            return text;

        string? found = null;
        var expanded = Reference().Replace(text, match =>
        {
            if (match.Value == "$$")
                return "$";
            if (!match.Groups["name"].Success)
            {
                found ??= $"'{match.Value}' is not a variable; write ${{NAME}}, ${{NAME:-default}}, or $$ for a dollar sign";
                return match.Value;
            }

            var name = match.Groups["name"].Value;
            if (environment.TryGetValue(name, out var value) && (value.Length > 0 || !match.Groups["default"].Success))
                return value;
            if (match.Groups["default"].Success)
                return match.Groups["default"].Value;
            found ??= $"the environment variable {name} is not set; set it in .env and restart, or write ${{{name}:-default}}";
            return match.Value;
        });
        problem = found;
        return expanded;
    }

    /// <summary>Expands to <paramref name="text"/>.</summary>
    public static string Escape(string text) => text.Replace("$", "$$", StringComparison.Ordinal);

    [GeneratedRegex(@"\$\$|\$\{(?<name>[A-Za-z_][A-Za-z0-9_]*)(?::-(?<default>[^}]*))?\}|\$\{[^}]*\}?")]
    private static partial Regex Reference();
}
