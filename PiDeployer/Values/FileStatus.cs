using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace PiDeployer.Values;

/// <summary>What the kernel says of a path, without opening it. Its structure is the same on every processor, which is not true of <c>stat</c>: https://man7.org/linux/man-pages/man2/statx.2.html.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal readonly partial struct FileStatus
{
    private const int CurrentFolder = -100;
    private const int NotThroughLinks = 0x100;
    private const int OfTheFolderItself = 0x1000;
    private const uint BasicFacts = 0x7ff;

    /// <summary>The number of the user who owns it.</summary>
    [FieldOffset(20)]
    public readonly uint Owner;

    /// <summary>The number of its group.</summary>
    [FieldOffset(24)]
    public readonly uint Group;

    /// <summary>What it is, and who may do what with it.</summary>
    [FieldOffset(28)]
    public readonly ushort Mode;

    /// <summary>False when there is nothing, or we may not look.</summary>
    public static bool TryRead(string path, bool throughLinks, out FileStatus status) => Read(CurrentFolder, path, throughLinks ? 0 : NotThroughLinks, BasicFacts, out status) == 0;

    /// <summary>Of what is open, whatever has its name meanwhile.</summary>
    public static bool TryRead(SafeFileHandle file, out FileStatus status) => Read((int)file.DangerousGetHandle(), "", OfTheFolderItself, BasicFacts, out status) == 0;

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Read(int folder, string path, int flags, uint mask, out FileStatus status);
}
