using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace PiDeployer.Deployments;

/// <summary>Opens log files, and only files: a symbolic link might lead anywhere, and opening a named pipe would wait for whoever is at its other end.</summary>
internal static partial class LogFile
{
    private const int CurrentFolder = -100;
    private const int NotThroughLinks = 0x100;
    private const uint TypeOnly = 1;
    private const int TypeBits = 0xF000;
    private const int NamedPipe = 0x1000;

    /// <summary>Creates it where it is missing; stands at its end. Unbuffered, and open to readers and to being deleted.</summary>
    /// <exception cref="IOException">It cannot be opened, or it is a symbolic link or a named pipe.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be opened.</exception>
    public static FileStream OpenToAppend(string path)
    {
        Check(path);
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        file.Seek(0, SeekOrigin.End);
        return file;
    }

    /// <summary>Null when there is no such file.</summary>
    /// <exception cref="IOException">It cannot be opened, or it is a symbolic link or a named pipe.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be opened.</exception>
    public static SafeFileHandle? OpenToRead(string path)
    {
        Check(path);
        try
        {
            return File.Exists(path) ? File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete) : null;
        }
        catch (FileNotFoundException)
        {
            return null; // It was rotated away in this moment.
        }
    }

    public static bool IsTrouble(Exception e) => e is IOException or UnauthorizedAccessException;

    /// <exception cref="IOException">It is a symbolic link or a named pipe.</exception>
    public static void Check(string path)
    {
        if (new FileInfo(path).LinkTarget is not null)
            throw new IOException($"{path} is a symbolic link, and nothing is written or read through one.");
        if (Status(CurrentFolder, path, NotThroughLinks, TypeOnly, out var status) == 0 && (status.Mode & TypeBits) == NamedPipe)
            throw new IOException($"{path} is a named pipe, not a file.");
    }

    /// <summary>Its structure is the same on every processor, which is not true of <c>stat</c>: https://man7.org/linux/man-pages/man2/statx.2.html.</summary>
    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Status(int folder, string path, int flags, uint mask, out FileStatus status);

    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private readonly struct FileStatus
    {
        [FieldOffset(28)]
        public readonly ushort Mode;
    }
}
