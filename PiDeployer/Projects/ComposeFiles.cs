using System.Collections.Immutable;
using PiDeployer.Values;
using YamlDotNet.Core;

namespace PiDeployer.Projects;

/// <summary>Knows a compose file when it sees one.</summary>
internal static class ComposeFiles
{
    /// <summary>Compose does not look for this one by itself.</summary>
    public const string Podman = "podman-compose.yml";

    public const int MaxBytes = 1024 * 1024;

    private static readonly ImmutableArray<string> Names = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml", Podman];

    /// <summary>The name of the one that counts in a folder; null when it has none.</summary>
    public static string? FindIn(string folder) => Names.FirstOrDefault(name => FileKind.IsRegular(Path.Combine(folder, name)));

    /// <summary>The services that a project's files name themselves; what they include or extend is not followed, and a file that cannot be read names none.</summary>
    public static IEnumerable<string> ServicesOf(Project project)
    {
        var files = !project.Compose.Files.IsEmpty ? project.Compose.Files : FindIn(project.Path) is { } found ? [found] : ImmutableArray<string>.Empty;
        return files.SelectMany(file => ServicesIn(Path.Combine(project.Path, file)));
    }

    private static IEnumerable<string> ServicesIn(string path)
    {
        try
        {
            if (SmallFile.ReadText(path, MaxBytes) is { } text && YamlTree.Parse(text) is YamlValue.Mapping root)
                return root.Inner("services")?.Entries.Select(entry => entry.Key) ?? [];
        }
        catch (Exception e) when (e is YamlException || FileTrouble.Is(e))
        {
            // Compose will say what is wrong with it when it is deployed.
        }

        return [];
    }
}
