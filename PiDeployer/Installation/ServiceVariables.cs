using System.Collections.Immutable;
using PiDeployer.Projects;

namespace PiDeployer.Installation;

/// <summary>What the service will find in its environment.</summary>
internal static class ServiceVariables
{
    /// <param name="env">The text of its <c>.env</c>. What is wrong with it the program itself says when it starts.</param>
    /// <param name="unit">The variables that the unit sets, which overrule it: <c>A=b</c>, with blanks between them, and in quotes where there are blanks in one (<c>systemctl show</c>).</param>
    public static ImmutableDictionary<string, string> Of(string env, string unit)
    {
        var variables = EnvFile.Parse(env, ImmutableDictionary<string, string>.Empty).Values;
        for (var rest = unit.TrimStart(); rest.Length > 0; rest = rest.TrimStart())
        {
            var isQuoted = rest[0] == '"';
            var start = isQuoted ? 1 : 0;
            var end = rest.IndexOf(isQuoted ? '"' : ' ', start) is >= 0 and var at ? at : rest.Length;
            if (rest[start..end].Split('=', 2) is [var name, var value])
                variables = variables.SetItem(name, value);
            rest = rest[Math.Min(end + 1, rest.Length)..];
        }

        return variables;
    }
}
