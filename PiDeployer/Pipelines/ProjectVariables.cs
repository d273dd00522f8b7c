using System.Collections.Immutable;
using System.Text.RegularExpressions;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Pipelines;

/// <summary>
/// The variables of a project's commands: what <c>env</c> says, over what the files of <c>env_file</c> hold. The files are read each time, since a pull or a person may
/// have changed them.
/// </summary>
internal static partial class ProjectVariables
{
    private const int MaxBytes = 1024 * 1024;

    /// <summary>What is to be hidden line by line has no business being longer.</summary>
    private const int MaxSecretBytes = 64 * 1024;

    /// <param name="project">Whose.</param>
    /// <param name="isExcused">Whether a file, by its absolute path, may be missing or spoiled: what cannot be read of it is left out.</param>
    /// <returns>What could be read, and what could not; no problem quotes a value.</returns>
    public static (ImmutableDictionary<string, string> Values, ImmutableArray<Secret> Secrets, ImmutableArray<string> Problems) Read(Project project, Func<string, bool> isExcused)
    {
        var problems = ImmutableArray.CreateBuilder<string>();
        var values = ImmutableDictionary<string, string>.Empty;
        foreach (var file in project.VariableSources.Files)
        {
            if (TextOf("env_file", file, MaxBytes) is { } text)
                values = values.SetItems(Parsed(file, text));
        }

        values = values.SetItems(project.VariableSources.Values);
        var fromFiles = new List<string>();
        foreach (var (name, file) in project.VariableSources.SecretFiles)
        {
            var field = $"env.{name}{VariableSources.FileSuffix}";
            if (TextOf(field, file, MaxSecretBytes)?.TrimEnd('\r', '\n') is not { } value)
                continue;
            if (value.Length == 0)
                Report(file, $"{field}: {file} is empty");
            values = values.SetItem(name, value);
            fromFiles.Add(value);
        }

        return (values, [.. SecretsOf(fromFiles), .. SecretsIn(values)], problems.ToImmutable());

        void Report(string file, string problem)
        {
            if (!isExcused(Path.GetFullPath(file, project.Path)))
                problems.Add(problem);
        }

        string? TextOf(string field, string file, int maxBytes)
        {
            var path = Path.GetFullPath(file, project.Path);
            try
            {
                var text = SmallFile.ReadText(path, maxBytes);
                if (text is null)
                    Report(file, $"{field}: {(Path.Exists(path) ? $"{path} is no regular file, or larger than {maxBytes / 1024} KiB" : $"there is no file {path}")}");
                if (text?.Contains('\0', StringComparison.Ordinal) != true)
                    return text;
                Report(file, $"{field}: {path} holds a zero byte; was it damaged?");
            }
            catch (Exception e) when (FileTrouble.Is(e))
            {
                Report(file, $"{field}: {path} cannot be read: {e.Message}");
            }

            return null;
        }

        ImmutableDictionary<string, string> Parsed(string file, string text)
        {
            var (found, wrong) = EnvFile.Parse(text, project.VariableSources.Values, file);
            foreach (var problem in wrong)
                Report(file, $"env_file: {problem}");
            var ours = found.Keys.Where(name => name.StartsWith(VariableSources.OurPrefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
            foreach (var name in ours)
                Report(file, $"env_file: {file}: {name} is one of the names that are given to every deployment, and cannot be set");
            return found.RemoveRange(ours);
        }
    }

    /// <summary>What nobody may see of variables, by their names and by their looks.</summary>
    public static ImmutableArray<Secret> SecretsIn(ImmutableDictionary<string, string> values) => [.. SecretsOf(values.Keys.SelectMany(name => Hidden(name, values[name])))];

    private static IEnumerable<Secret> SecretsOf(IEnumerable<string> texts) => texts.Select(text => Secret.TryCreate(text, out var secret) ? secret : null).OfType<Secret>();

    /// <summary>Of a variable, what nobody may see: all of it, or the password in an address or after <c>password=</c>. What turns something called a token on, or is its length, is none.</summary>
    private static IEnumerable<string> Hidden(string name, string value) =>
        SecretNames.Has(name) && !Setting().IsMatch(value) ? [value] : Password().Matches(value).Select(match => match.Value);

    [GeneratedRegex(@"^(?:true|false|yes|no|on|off|none|[0-9]{1,5})\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Setting();

    // Nobody writes more spaces around a sign than these, and where there are thousands each of them would be looked back over from each.
    [GeneratedRegex(@"(?<=://[^/?#\s:@]*:)[^/?#\s@]+(?=@)|(?<=(?:password|passwd|pwd)\s{0,9}=\s{0,9})[^\s;&""'=]+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Password();
}
