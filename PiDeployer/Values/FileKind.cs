using System.Runtime.InteropServices;

namespace PiDeployer.Values;

/// <summary>What a path is, seen without opening it: opening a named pipe waits for whoever is at its other end, and a device has no end at all.</summary>
internal static partial class FileKind
{
    private const int CurrentFolder = -100;
    private const int NotThroughLinks = 0x100;
    private const uint TypeOnly = 1;
    private const int TypeBits = 0xF000;
    private const int NamedPipe = 0x1000;
    private const int Regular = 0x8000;

    /// <summary>Also where a link leads to one. False when there is nothing, or we may not look.</summary>
    public static bool IsRegular(string path) => TypeOf(path, 0) == Regular;

    /// <summary>Not through a link.</summary>
    public static bool IsNamedPipe(string path) => TypeOf(path, NotThroughLinks) == NamedPipe;

    private static int TypeOf(string path, int flags) => Status(CurrentFolder, path, flags, TypeOnly, out var status) == 0 ? status.Mode & TypeBits : 0;

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
