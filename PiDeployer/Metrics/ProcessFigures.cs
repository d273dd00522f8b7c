using System.Globalization;
using PiDeployer.Values;

namespace PiDeployer.Metrics;

/// <summary>What the kernel tells of this process, see proc(5).</summary>
/// <param name="Cpu">In the program and in the kernel for it.</param>
/// <param name="MaxOpenFiles">Null for no limit.</param>
internal sealed record ProcessFigures(TimeSpan Cpu, long VirtualBytes, long ResidentBytes, int OpenFiles, long? MaxOpenFiles)
{
    /// <summary>The kernel's unit for times of processors, the same on every machine that Linux tells it to.</summary>
    private const double TicksPerSecond = 100;

    // Counted from the one after the program's name, which may hold spaces.
    private const int UserTime = 11;
    private const int KernelTime = 12;
    private const int VirtualSize = 20;
    private const int ResidentPages = 21;

    private const string OpenFilesLimit = "Max open files";

    /// <summary>Null where they cannot be read.</summary>
    public static ProcessFigures? Read()
    {
        try
        {
            return Parse(File.ReadAllText("/proc/self/stat"), Environment.SystemPageSize, Directory.EnumerateFileSystemEntries("/proc/self/fd").Count() - 1, File.ReadAllText("/proc/self/limits")); // One is the folder itself.
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            return null;
        }
    }

    /// <summary>Null where the text is not what it should be.</summary>
    /// <param name="stat">Of <c>/proc/self/stat</c>.</param>
    /// <param name="pageSize">In bytes.</param>
    /// <param name="openFiles">How many there are.</param>
    /// <param name="limits">Of <c>/proc/self/limits</c>.</param>
    public static ProcessFigures? Parse(string stat, int pageSize, int openFiles, string limits)
    {
        var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > ResidentPages && Number(fields[UserTime]) is { } user && Number(fields[KernelTime]) is { } kernel
            && Number(fields[VirtualSize]) is { } virtualBytes && Number(fields[ResidentPages]) is { } pages
            ? new ProcessFigures(TimeSpan.FromSeconds((user + kernel) / TicksPerSecond), virtualBytes, pages * pageSize, openFiles, MostOpenFiles(limits))
            : null;
    }

    private static long? MostOpenFiles(string limits)
    {
        var line = limits.Split('\n').FirstOrDefault(line => line.StartsWith(OpenFilesLimit, StringComparison.Ordinal)) ?? "";
        return line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, _, _, var soft, ..] ? Number(soft) : null;
    }

    private static long? Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
