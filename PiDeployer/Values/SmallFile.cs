using System.Text;

namespace PiDeployer.Values;

/// <summary>Files that somebody else wrote. What is no regular file is not opened, and of a large one no more is read than is wanted.</summary>
internal static class SmallFile
{
    /// <summary>Null when there is no such file, or it is larger.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static byte[]? Read(string path, int maxBytes)
    {
        if (!FileKind.IsRegular(path))
            return null;
        using var file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[(int)Math.Min(RandomAccess.GetLength(file), maxBytes) + 1];
        var length = RandomAccess.Read(file, bytes, 0);
        return length < bytes.Length ? bytes[..length] : null;
    }

    /// <inheritdoc cref="Read(string, int)"/>
    public static string? ReadText(string path, int maxBytes) => Read(path, maxBytes) is { } bytes ? Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF') : null;
}
