using System.Runtime.InteropServices;

namespace PiDeployer.Values;

/// <summary>What this process may do with a path, by the kernel's own word: modes, groups, access lists and read-only file systems are all in it.</summary>
internal static partial class Permission
{
    private const int Execute = 1;
    private const int Write = 2;
    private const int Read = 4;

    public static bool ToRead(string path) => Access(path, Read) == 0;

    /// <summary>To change a file, or to speak at a socket.</summary>
    public static bool ToWrite(string path) => Access(path, Write) == 0;

    /// <summary>To make and remove files in a folder.</summary>
    public static bool ToFill(string folder) => Access(folder, Write | Execute) == 0;

    [LibraryImport("libc", EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Access(string path, int mode);
}
