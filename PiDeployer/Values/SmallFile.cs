using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace PiDeployer.Values;

/// <summary>Files that somebody else wrote. What is no regular file is not read, and of a large one no more than is wanted.</summary>
internal static partial class SmallFile
{
    private const int NotFound = 2;
    private const int NotAllowed = 13;

    /// <summary><c>O_NONBLOCK | O_CLOEXEC</c>, for reading; the same numbers on x86 and Arm.</summary>
    private const int Flags = 0x800 | 0x80000;

    /// <summary>Null when there is no such file, or it is larger.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static byte[]? Read(string path, int maxBytes)
    {
        if (!FileKind.IsRegular(path))
            return null;
        using var file = Open(path);
        if (file is null || !FileKind.IsRegular(file))
            return null;
        var bytes = new byte[(int)Math.Min(RandomAccess.GetLength(file), maxBytes) + 1];
        var length = RandomAccess.Read(file, bytes, 0);
        return length < bytes.Length ? bytes[..length] : null;
    }

    /// <inheritdoc cref="Read(string, int)"/>
    public static string? ReadText(string path, int maxBytes) => Read(path, maxBytes) is { } bytes ? Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF') : null;

    /// <summary>Does not wait for the other end of a pipe, which may have taken the file's name after we looked.</summary>
    private static SafeFileHandle? Open(string path)
    {
        var file = Open(path, Flags);
        if (!file.IsInvalid)
            return file;
        var problem = Marshal.GetLastPInvokeError();
        file.Dispose();
        return problem switch
        {
            NotFound => null,
            NotAllowed => throw new UnauthorizedAccessException($"Access to the path '{path}' is denied."),
            _ => throw new IOException($"{Marshal.GetPInvokeErrorMessage(problem)} : '{path}'"),
        };
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial SafeFileHandle Open(string path, int flags);
}
