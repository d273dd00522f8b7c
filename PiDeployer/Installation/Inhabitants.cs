using System.Collections.Immutable;
using PiDeployer.Values;

namespace PiDeployer.Installation;

/// <summary>What is in the folder before an install.</summary>
internal static class Inhabitants
{
    /// <summary>A file that says that the folder is used for something else; null when nothing says so.</summary>
    public static string? Stranger(Place place)
    {
        if (FileInTheWay(place.Directory) is { } file)
            return file;
        if (!Directory.Exists(place.Directory) || File.Exists(place.Program) || File.Exists(place.EnvFile) || File.Exists(place.ProjectsFile) || File.Exists(place.Next))
            return null;
        return Directory.EnumerateFileSystemEntries(place.Directory).FirstOrDefault();
    }

    /// <summary>A file where the folder, or one that leads to it, would have to be; null when there is none.</summary>
    public static string? FileInTheWay(string folder)
    {
        for (var path = folder; path is not null; path = Path.GetDirectoryName(path))
        {
            if (File.Exists(path))
                return path;
        }

        return null;
    }

    /// <summary>Files for people that the service's user may not read.</summary>
    public static ImmutableArray<string> Unreadable(Place place, FileOwner user)
    {
        var found = ImmutableArray.CreateBuilder<string>();
        foreach (var file in (ReadOnlySpan<string>)[place.EnvFile, place.ProjectsFile])
        {
            if (File.Exists(file) && Links.TargetOf(file) is null && FileOwner.Of(file) is { } owner && owner.User != user.User && (File.GetUnixFileMode(file) & (UnixFileMode.GroupRead | UnixFileMode.OtherRead)) == 0)
                found.Add(file);
        }

        return found.ToImmutable();
    }
}
