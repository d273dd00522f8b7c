using System.Runtime.InteropServices;

namespace PiDeployer.Cli.Terminal;

/// <summary>What the kernel knows of our standard output: <c>ioctl_tty(2)</c>, <c>poll(2)</c>. The framework's own console would bring the whole of terminfo with it.</summary>
internal static partial class TerminalSize
{
    private const int StandardOutput = 1;
    private const nuint GetWindowSize = 0x5413;
    private const int ErrorOrHangUp = 0x18;

    /// <summary>How wide it is now; null where it is no terminal.</summary>
    public static int? Columns() => Ioctl(StandardOutput, GetWindowSize, out var size) == 0 ? Math.Max((int)(size >> 16 & 0xFFFF), 0) is var columns and > 0 ? columns : 80 : null;

    /// <summary>Whether there is nobody any more who could read what we write: <c>| head</c> has ended, or the terminal was closed.</summary>
    public static bool IsGone()
    {
        ulong output = StandardOutput; // A struct pollfd: the descriptor, the events that are asked for, those that there are.
        return Poll(ref output, 1, 0) > 0 && ((int)(output >> 48) & ErrorOrHangUp) != 0;
    }

    [LibraryImport("libc", EntryPoint = "ioctl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Ioctl(int descriptor, nuint request, out ulong size);

    [LibraryImport("libc", EntryPoint = "poll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Poll(ref ulong descriptors, nuint count, int milliseconds);
}
