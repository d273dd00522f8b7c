using System.Collections.Immutable;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Installation;

/// <summary>Where a server that somebody has started by hand keeps history and logs: beside its <c>.env</c>, or where that says.</summary>
internal static class Records
{
    private static readonly ImmutableArray<string> Variables = ["STATE_DIR", "LOG_DIR", "ROUTES_DIR"];

    /// <summary>The folders that a server has made for itself, known by what is in them.</summary>
    public static ImmutableArray<string> In(Place place)
    {
        var found = ImmutableArray.CreateBuilder<string>();
        if (IsFolder(place.State) && (Directory.Exists(Path.Combine(place.State, "history")) || File.Exists(Path.Combine(place.State, "lock"))))
            found.Add(place.State);
        if (IsFolder(place.Logs) && (Directory.Exists(Path.Combine(place.Logs, "deployments")) || IsEmpty(place.Logs)))
            found.Add(place.Logs);
        return found.ToImmutable();
    }

    /// <summary>What <c>.env</c> names and is there.</summary>
    /// <param name="place">Where <c>.env</c> is.</param>
    /// <param name="known">What is known already; what is in there is, too.</param>
    public static ImmutableArray<string> Named(Place place, ImmutableArray<string> known)
    {
        var variables = EnvFile.Parse(Environment.IsPrivilegedProcess ? SmallFile.ReadText(place.EnvFile, InitPlan.LargestEnvFile) ?? "" : "", ImmutableDictionary<string, string>.Empty).Values;
        var found = ImmutableArray.CreateBuilder<string>();
        foreach (var name in Variables)
        {
            if (variables.GetValueOrDefault(name) is not { Length: > 0 } text || text.Contains('\0', StringComparison.Ordinal))
                continue;
            var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(text, place.Directory));
            if (Directory.Exists(path) && path != place.Directory && !found.Contains(path) && !known.Any(folder => path == folder || path.StartsWith($"{folder}/", StringComparison.Ordinal)))
                found.Add(path);
        }

        return found.ToImmutable();
    }

    /// <summary>Also where only root could tell.</summary>
    private static bool IsEmpty(string folder) => !Directory.EnumerateFileSystemEntries(folder, "*", new EnumerationOptions { AttributesToSkip = 0 }).Any();

    /// <summary>A link is somebody's wish, and leads to what is his.</summary>
    private static bool IsFolder(string path) => Directory.Exists(path) && Links.TargetOf(path) is null;
}
