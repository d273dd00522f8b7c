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

    private readonly int id = leader.Id;

    public bool IsAlive => Kill(-id, ProbeOnly) == 0;

    public void Terminate() => Signal(SigTerm);

    public void Kill() => Signal(SigKill);

    private void Signal(int signal)
    {
        // In the first instant setsid has not run yet and there is no such group; then the child alone is all there is.
        // Never once it has ended: its process id may be somebody else's by now.
        if (Kill(-id, signal) != 0 && !leader.HasExited)
            _ = Kill(id, signal);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int processOrGroup, int signal);
}
