using System.Collections.Immutable;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace PiDeployer.Deployments;

/// <summary>Reads a log file's last lines from its end, so that it costs the same whatever the file's size.</summary>
internal static class LogTail
{
    /// <summary>Lines may be very long, so their number alone bounds nothing.</summary>
    public const int MaxBytes = 1024 * 1024;

    private const int BlockSize = 64 * 1024;

    /// <summary>At most <paramref name="lines"/> lines, the oldest first; the first one lacks its beginning when all of them together would pass <see cref="MaxBytes"/>. Empty when there is no file.</summary>
    /// <exception cref="IOException">The file is a symbolic link or a named pipe, or cannot be read.</exception>
    public static ImmutableArray<string> Read(string path, int lines)
    {
        using var file = LogFile.OpenToRead(path);
        if (file is null || lines == 0)
            return [];

        var end = RandomAccess.GetLength(file);
        var text = new byte[Math.Min(end, MaxBytes)];
        var start = text.Length;
        var breaks = 0;
        while (start > 0 && breaks <= lines)
        {
            var block = text.AsSpan(Math.Max(0, start - BlockSize)..start);
            Fill(file, block, end - text.Length + start - block.Length);
            start -= block.Length;
            breaks += block.Count((byte)'\n');
        }

        var all = Encoding.UTF8.GetString(text.AsSpan(start)).Split('\n');
        return [.. (all[^1].Length == 0 ? all[..^1] : all).TakeLast(lines)];
    }

    private static void Fill(SafeFileHandle file, Span<byte> block, long offset)
    {
        while (!block.IsEmpty && RandomAccess.Read(file, block, offset) is var read and > 0)
        {
            block = block[read..];
            offset += read;
        }
    }
}
