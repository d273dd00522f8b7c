using System.Globalization;
using System.Runtime.InteropServices;

namespace PiDeployer.Checks.Machine;

/// <summary>How much room a file system has for more. A full one ends deployments in the middle, and one without inodes says the same with room to spare.</summary>
/// <param name="Free">In bytes, for those who are not root.</param>
/// <param name="Total">In bytes.</param>
/// <param name="FreeNames">How many more files there can be.</param>
/// <param name="TotalNames">How many there can be in all; 0 where there is no limit.</param>
internal sealed partial record DiskRoom(long Free, long Total, long FreeNames, long TotalNames)
{
    private const long Mebibyte = 1024 * 1024;
    private const long TooLittle = 64 * Mebibyte;
    private const long Little = 512 * Mebibyte;

    /// <summary>Of a large disk, so many are enough, however small a part they are.</summary>
    private const long Plenty = 4096 * Mebibyte;

    private const string Mend = "see what takes it: `df -h`, `df -i`, `sudo du -xh / | sort -h | tail -30`; where there is docker, `docker image prune` removes what nothing uses";

    private double Part => Total == 0 ? 1 : (double)Free / Total;

    private double PartOfNames => TotalNames == 0 ? 1 : (double)FreeNames / TotalNames;

    /// <summary>Null when the system does not say.</summary>
    public static DiskRoom? Of(string path) => Ask(path, out var room) != 0 || room.Blocks == 0
        ? null
        : new DiskRoom((long)(room.AvailableBlocks * room.BlockSize), (long)(room.Blocks * room.BlockSize), (long)room.AvailableFiles, (long)room.Files);

    /// <param name="what">Whose place it is.</param>
    /// <param name="path">Where it is, or will be.</param>
    /// <param name="found">Gets what comes of it.</param>
    public static void Look(string what, string path, Findings found)
    {
        if (Of(Nearest(path)) is { } room)
            room.Judge(what, path, found);
        else
            found.Warning($"How much room there is for {what} cannot be found out", path, null);
    }

    public void Judge(string what, string path, Findings found)
    {
        var left = string.Create(CultureInfo.InvariantCulture, $"{Readable(Free)} of {Readable(Total)} are free for {what}");
        if (Free < TooLittle)
            found.Error($"The disk is full: {left}", path, Mend);
        else if (PartOfNames < 0.01)
            found.Error(string.Create(CultureInfo.InvariantCulture, $"The file system has no room for more files: {FreeNames} of {TotalNames} inodes are free for {what}"), path, Mend);
        else if (Free < Little || (Part < 0.05 && Free < Plenty))
            found.Warning($"The disk is nearly full: {left}", path, Mend);
        else if (PartOfNames < 0.05)
            found.Warning(string.Create(CultureInfo.InvariantCulture, $"The file system has little room for more files: {FreeNames} of {TotalNames} inodes are free for {what}"), path, Mend);
        else
            found.Ok(left, path);
    }

    /// <summary>The folder itself, or the one above it that is there.</summary>
    public static string Nearest(string path)
    {
        while (!Directory.Exists(path))
            path = Path.GetDirectoryName(path) ?? "/";
        return path;
    }

    private static string Readable(long bytes) => bytes < 10L * 1024 * Mebibyte
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / Mebibyte} MiB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024 * Mebibyte)} GiB");

    [LibraryImport("libc", EntryPoint = "statvfs", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Ask(string path, out FileSystemRoom room);

    /// <summary>As it is on machines of 64 bits: <see href="https://man7.org/linux/man-pages/man3/statvfs.3.html"/>.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct FileSystemRoom
    {
        [FieldOffset(8)]
        public ulong BlockSize;

        [FieldOffset(16)]
        public ulong Blocks;

        [FieldOffset(32)]
        public ulong AvailableBlocks;

        [FieldOffset(40)]
        public ulong Files;

        [FieldOffset(56)]
        public ulong AvailableFiles;
    }
}
