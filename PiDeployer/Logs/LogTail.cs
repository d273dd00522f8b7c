using System.Collections.Immutable;
using System.Text;

namespace PiDeployer.Logs;

/// <summary>Reads a log file's last lines from its end, so that it costs the same whatever the file's size.</summary>
internal static class LogTail
{
    /// <summary>Lines may be very long, so their number alone bounds nothing.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>At most <paramref name="lines"/> lines, the oldest first; the first one lacks its beginning when all of them together would pass <see cref="MaxBytes"/>. Empty when there is no file.</summary>
    /// <exception cref="IOException">The file is a symbolic link or a named pipe, or cannot be read.</exception>
    public static ImmutableArray<string> Read(string path, int lines)
    {
        using var file = LogFile.OpenToRead(path);
        if (file is null || lines == 0)
            return [];

        var end = RandomAccess.GetLength(file);
        var newestFirst = ReverseLines.Read(file, Math.Max(0, end - MaxBytes), end, MaxBytes);
        return [.. newestFirst.SkipWhile((line, i) => i == 0 && line.Length == 0).Take(lines).Select(Encoding.UTF8.GetString).Reverse()];
    }
}
