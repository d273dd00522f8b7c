using System.Collections.Immutable;
using System.Text;

namespace PiDeployer.Deployments;

/// <summary>Reads a log file's last lines from its end, so that it costs the same whatever the file's size.</summary>
internal static class LogTail
{
    /// <summary>Lines may be very long, so their number alone bounds nothing.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>At most <paramref name="lines"/> lines, the oldest first; the first one lacks its beginning when all of them together would pass <see cref="MaxBytes"/>. Empty when there is no file.</summary>
    /// <exception cref="IOException">The file is a symbolic link, which might lead anywhere, or cannot be read.</exception>
    public static ImmutableArray<string> Read(string path, int lines)
    {
        var info = new FileInfo(path);
        if (info.LinkTarget is not null)
            throw new IOException($"{path} is a symbolic link; a log is not read through one.");
        if (!info.Exists || lines == 0)
            return [];

        using var file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
        var end = RandomAccess.GetLength(file);
        var newestFirst = ReverseLines.Read(file, Math.Max(0, end - MaxBytes), end, MaxBytes);
        return [.. newestFirst.SkipWhile((line, i) => i == 0 && line.Length == 0).Take(lines).Select(Encoding.UTF8.GetString).Reverse()];
    }
}
