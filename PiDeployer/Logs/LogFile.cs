using Microsoft.Win32.SafeHandles;
using PiDeployer.Values;

namespace PiDeployer.Logs;

/// <summary>Opens log files, and only files: a symbolic link might lead anywhere, and opening a named pipe would wait for whoever is at its other end.</summary>
internal static class LogFile
{
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

    /// <exception cref="IOException">It is a symbolic link or a named pipe.</exception>
    public static void Check(string path)
    {
        if (new FileInfo(path).LinkTarget is not null)
            throw new IOException($"{path} is a symbolic link, and nothing is written or read through one.");
        if (FileKind.IsNamedPipe(path))
            throw new IOException($"{path} is a named pipe, not a file.");
    }
}
