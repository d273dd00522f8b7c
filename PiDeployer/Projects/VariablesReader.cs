using System.Collections.Immutable;

namespace PiDeployer.Projects;

/// <summary>Reads what an entry of <c>projects.yml</c> says of the environment of its commands. No problem quotes a value, since any of them may be a password.</summary>
internal static class VariablesReader
{
    /// <summary>Compose's own variable, which here would be taken for the file of another.</summary>
    private const string ComposeFile = "COMPOSE_FILE";

    public static VariableSources Read(MappingReader entry)
    {
        var values = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var secretFiles = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        if (entry.Mapping("env")?.Unquoted() is { } variables)
        {
            foreach (var name in variables.Keys)
            {
                var text = variables.Text(name);
                if (Objection(name, text, variables) is { } objection)
                    variables.Reject([name], objection);
                else if (text is not null && VariableOf(name) is { } variable)
                    secretFiles[variable] = text;
                else if (text is not null)
                    values[name] = text;
            }
        }

        var files = entry.Texts<string>("env_file", ComposeReader.TryParseFile, "is not the name of a file");
        var read = new VariableSources(values.ToImmutable(), secretFiles.ToImmutable(), files);
        return read.IsEmpty ? VariableSources.Empty : read;
    }

    /// <summary>The variable that gets the file's content; null when the name is not of that form.</summary>
    private static string? VariableOf(string name) =>
        name.Length > VariableSources.FileSuffix.Length && name.EndsWith(VariableSources.FileSuffix, StringComparison.Ordinal) ? name[..^VariableSources.FileSuffix.Length] : null;

    /// <summary>The end of the sentence "NAME …"; null when there is none.</summary>
    private static string? Objection(string name, string? text, MappingReader variables)
    {
        if (!IsName(name))
            return "is not a name for a variable: letters, digits and _, and no digit at the beginning";
        if (name.StartsWith(VariableSources.OurPrefix, StringComparison.Ordinal))
            return $"is one of the names that are given to every deployment; {VariableSources.OurPrefix}… cannot be set";
        if (name == ComposeFile)
            return $"would be the file whose content becomes {VariableOf(name)}; which compose files count is said by compose_files, beside env";
        if (VariableOf(name) is not { } variable)
            return null;
        if (text is not null && !variables.Lacks(variable))
            return $"and {variable} are both there; keep one";
        return text is null || ComposeReader.TryParseFile(text, out _) ? null : "does not name a file";
    }

    private static bool IsName(string text) => text.Length > 0 && !char.IsAsciiDigit(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
