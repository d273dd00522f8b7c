using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace PiDeployer.Values;

/// <summary>Changes to files that a power cut cannot take back: each returns when the disk has them.</summary>
internal static partial class DurableFile
{
    /// <summary>How the name of a file ends that is not whole yet.</summary>
    public const string Unfinished = ".tmp";

    private const int ReadOnlyAndCloseOnExec = 0x80000;
    private const int BlockSize = 64 * 1024;

    /// <summary>Puts a file there at once and as a whole, in place of what may have been there.</summary>
    /// <param name="path">Where.</param>
    /// <param name="content">All of it.</param>
    /// <param name="mode">Who may read it, from its first byte on; null for what is usual.</param>
    /// <exception cref="IOException">Nothing has changed.</exception>
    public static void Write(string path, byte[] content, UnixFileMode? mode = null) => Replace(path, file => RandomAccess.Write(file, content, 0), mode);

    /// <summary>The same with what a file holds from <paramref name="start"/> on, in bytes, which may be a file of this very name.</summary>
    /// <exception cref="IOException">Nothing has changed.</exception>
    public static void Write(string path, SafeFileHandle source, long start, UnixFileMode? mode = null) => Replace(path, file =>
    {
        var block = new byte[BlockSize];
        for (long at = 0; RandomAccess.Read(source, block, start + at) is var read and > 0; at += read)
            RandomAccess.Write(file, block.AsSpan(0, read), at);
    }, mode);

    /// <summary>Needs no room on the disk but for the name.</summary>
    public static void Move(string from, string to)
    {
        File.Move(from, to, overwrite: true);
        FlushFolder(to);
        FlushFolder(from);
    }

    /// <summary>Makes a folder where it is missing.</summary>
    /// <exception cref="IOException">It is not there.</exception>
    public static void CreateDirectory(string path)
    {
        if (Directory.Exists(path))
            return;
        Directory.CreateDirectory(path);
        FlushFolder(path);
    }

    /// <summary>Of what has a new name: a file's name is in its folder, and the folder is written in its own time. .NET does not open folders.</summary>
    public static void FlushFolder(string path)
    {
        var folder = Path.GetDirectoryName(path) ?? "/";
        using var handle = Open(folder, ReadOnlyAndCloseOnExec);
        if (!handle.IsInvalid)
            _ = Synchronize(handle); // Where a file system cannot do that for a folder, nothing more can be done.
    }

    private static void Replace(string path, Action<SafeFileHandle> write, UnixFileMode? mode)
    {
        var temporary = $"{path}{Unfinished}";
        try
        {
            TryDelete(temporary); // One that a power cut has left has its own mode; and what somebody puts there now is not written through.
            using (var file = new FileStream(temporary, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0, UnixCreateMode = mode }))
            {
                if (mode is { } exact)
                    File.SetUnixFileMode(file.SafeFileHandle, exact); // Whatever the umask took away.
                write(file.SafeFileHandle);
                RandomAccess.FlushToDisk(file.SafeFileHandle);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            TryDelete(temporary);
            throw;
        }

        FlushFolder(path);
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            // It lies there until the next one overwrites it; why it could not be written is what matters.
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Synchronize(SafeFileHandle file);
}
