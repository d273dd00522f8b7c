using System.Diagnostics;

namespace PiDeployer.Processes;

/// <summary>
/// The group of a command that <c>setsid</c> started: the command, and all it forked that did not leave on purpose. Its id is the command's process id.
/// </summary>
internal sealed class ProcessGroup(Process leader)
{
    private readonly int id = leader.Id;

    /// <summary>Also true of what another user runs, as a command under sudo does; that we can see, but not end.</summary>
    public bool IsAlive => Signals.Send(-id, Signals.Probe) != SignalResult.NobodyThere;

    public void Terminate() => Send(Signals.Terminate);

    public void Kill() => Send(Signals.Kill);

    private void Send(int signal)
    {
        // In the first instant setsid has not run yet and there is no such group; then the child alone is all there is.
        // Never once it has ended: its process id may be somebody else's by now.
        if (Signals.Send(-id, signal) != SignalResult.Sent && !leader.HasExited)
            _ = Signals.Send(id, signal);
    }
}
