using System.Text;

namespace PiDeployer.Projects;

/// <summary><c>${NAME}</c> and <c>${NAME:-default}</c> in the values of a <c>.env</c>; whatever else begins so stays as it is.</summary>
internal static class EnvReferences
{
    /// <param name="value">As it is written. It may be long, and no part of it is looked through twice.</param>
    /// <param name="process">Where a name is looked for first.</param>
    /// <param name="earlier">Where it is looked for then.</param>
    public static string Expand(string value, IReadOnlyDictionary<string, string> process, IReadOnlyDictionary<string, string> earlier)
    {
        var result = new StringBuilder();
        var (from, colon, brace) = (0, -1, -1);
        for (var at = 0; (at = value.IndexOf("${", at, StringComparison.Ordinal)) >= 0;)
        {
            var name = at + 2;
            colon = Next(':', value, name, colon);
            brace = Next('}', value, name, brace);
            if (brace == value.Length)
                break;
            if (colon < brace && value[colon + 1] != '-')
            {
                at = name; // Another one may begin inside.
                continue;
            }

            var key = value[name..Math.Min(colon, brace)];
            result.Append(value, from, at - from).Append(process.GetValueOrDefault(key) ?? earlier.GetValueOrDefault(key) ?? (colon < brace ? value[(colon + 2)..brace] : ""));
            from = at = brace + 1;
        }

        return result.Append(value, from, value.Length - from).ToString();
    }

    /// <summary>Where the character is next; the text's length when it is not.</summary>
    /// <param name="character">What is looked for.</param>
    /// <param name="text">Where.</param>
    /// <param name="from">From where on.</param>
    /// <param name="known">Where it was found before, which is still true unless that was passed.</param>
    private static int Next(char character, string text, int from, int known) =>
        known >= from ? known : text.IndexOf(character, from) is var place and >= 0 ? place : text.Length;
}
