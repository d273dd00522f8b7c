using System.Collections.Immutable;
using PiDeployer.Values;

namespace PiDeployer.Installation;

/// <summary>Whether root alone decides what the program is. Root runs it, so whoever could put another in its place would be root.</summary>
internal static class RootsOnly
{
    /// <returns>What is wrong and how to mend it: with the folder, those that lead to it, and the programs in it. What is not there yet, root makes.</returns>
    public static ImmutableArray<string> ProblemsOf(Place place)
    {
        var problems = ImmutableArray.CreateBuilder<string>();
        for (var path = place.Directory; path is not null; path = Path.GetDirectoryName(path))
            Look(path, problems);
        Look(place.Program, problems);
        Look(place.Previous, problems);
        return problems.ToImmutable();
    }

    private static void Look(string path, ImmutableArray<string>.Builder problems)
    {
        if (!FileStatus.TryRead(path, throughLinks: false, out var status))
            return;
        if (Links.TargetOf(path) is { } target)
            problems.Add($"{path} is a link to {target}, and links can lead to where others decide. Name the folder itself, by --directory");
        else if (status.Owner != 0 || (WritersOf(status) & (UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) != 0)
            problems.Add($"others than root may change {path}, and root runs the program there. Copy .env and projects.yml to a folder of root's, such as {Place.Usual}{(IsEverybodys(path, status) ? "" : $"; or, if nobody else needs it, `sudo chown root: {path} && sudo chmod go-w {path}`")}");
    }

    /// <summary>Where all programs write, so nobody may take it from them.</summary>
    private static bool IsEverybodys(string path, FileStatus status) => ((UnixFileMode)status.Mode).HasFlag(UnixFileMode.StickyBit) || path is "/tmp" or "/var/tmp" or "/dev/shm";

    /// <summary>Root's own group is root.</summary>
    private static UnixFileMode WritersOf(FileStatus status) => (UnixFileMode)status.Mode & (status.Group == 0 ? ~UnixFileMode.GroupWrite : (UnixFileMode)ushort.MaxValue);
}
