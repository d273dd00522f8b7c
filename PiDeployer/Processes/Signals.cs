using System.Runtime.InteropServices;

namespace PiDeployer.Processes;

/// <summary><c>kill(2)</c>.</summary>
internal static partial class Signals
{
    /// <summary>Sends nothing, and only finds out whether one could.</summary>
    public const int Probe = 0;

    public const int Kill = 9;

    public const int Terminate = 15;

    private const int NotPermitted = 1;

    /// <param name="target">A process, or, negative, a whole group.</param>
    /// <param name="signal">Which.</param>
    public static SignalResult Send(int target, int signal)
    {
        if (SendTo(target, signal) == 0)
            return SignalResult.Sent;
        return Marshal.GetLastPInvokeError() == NotPermitted ? SignalResult.NotPermitted : SignalResult.NobodyThere;
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SendTo(int target, int signal);
}

internal enum SignalResult
{
    Sent,

    NobodyThere,

    /// <summary>All that is there belongs to another user.</summary>
    NotPermitted,
}
