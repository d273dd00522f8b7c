using System.Diagnostics;
using System.Runtime.InteropServices;

namespace PiDeployer.Processes;

/// <summary>
/// The group of a command that <c>setsid</c> started: the command, and all it forked that did not leave on purpose. Its id is the command's process id.
/// </summary>
internal sealed partial class ProcessGroup(Process leader)
{
    private const int SigTerm = 15;
    private const int SigKill = 9;
    private const int ProbeOnly = 0;
    private const int NotPermitted = 1;

    private readonly int id = leader.Id;

    /// <summary>Also true of what another user runs, as a command under sudo does; that we can see, but not end.</summary>
    public bool IsAlive => Kill(-id, ProbeOnly) == 0 || Marshal.GetLastPInvokeError() == NotPermitted;

    public void Terminate() => Signal(SigTerm);

    public void Kill() => Signal(SigKill);

    private void Signal(int signal)
    {
        // In the first instant setsid has not run yet and there is no such group; then the child alone is all there is.
        // Never once it has ended: its process id may be somebody else's by now.
        if (Kill(-id, signal) != 0 && !leader.HasExited)
            _ = Kill(id, signal);
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int processOrGroup, int signal);
}
