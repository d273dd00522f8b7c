namespace PiDeployer.Installation;

/// <summary>Symbolic links, where nothing need be.</summary>
internal static class Links
{
    /// <summary>Where it leads, absolute, to a file that need not be there; null when there is no link.</summary>
    public static string? TargetOf(string path) =>
        new FileInfo(path).LinkTarget is { } target ? Path.GetFullPath(target, Path.GetDirectoryName(path) ?? "/") : null;
}
