using System.Globalization;
using PiDeployer.Values;

namespace PiDeployer.Processes;

/// <summary>Who has a file open, as far as we may look.</summary>
internal static class OpenFiles
{
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static bool IsOpenElsewhere(string path)
    {
        using var file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
        var name = new FileInfo($"/proc/self/fd/{file.DangerousGetHandle()}").LinkTarget; // Without the symbolic links on the way, as it stands with the others.
        foreach (var process in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(process), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id != Environment.ProcessId && Has($"{process}/fd", name))
                return true;
        }

        return false;
    }

    private static bool Has(string descriptors, string? name)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(descriptors).Any(link => new FileInfo(link).LinkTarget == name);
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            return false; // It has ended, or it is somebody else's.
        }
    }
}
