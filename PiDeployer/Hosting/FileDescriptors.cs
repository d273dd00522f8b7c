using System.Runtime.InteropServices;

namespace PiDeployer.Hosting;

/// <summary>Each connection is a file descriptor, and the usual soft limit of 1,024 is soon used up by anybody who opens some. The managed runtime raises it too.</summary>
internal static partial class FileDescriptors
{
    private const int NumberOfFiles = 7;

    /// <summary>Up to what the system allows; where that fails, the limit stays as it was.</summary>
    public static void RaiseLimit()
    {
        if (GetLimit(NumberOfFiles, out var limit) == 0 && limit.Soft < limit.Hard)
            _ = SetLimit(NumberOfFiles, limit with { Soft = limit.Hard });
    }

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetLimit(int resource, out Limit limit);

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetLimit(int resource, in Limit limit);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Limit(nuint Soft, nuint Hard);
}
