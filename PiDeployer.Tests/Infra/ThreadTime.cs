using System.Runtime.InteropServices;

namespace PiDeployer.Tests.Infra;

/// <summary>
/// How long a processor has worked for this thread. On a busy machine what takes milliseconds is done before anybody else's turn comes and what takes more waits for others
/// again and again, so that a clock on the wall would take the one for quick and the other for slow.
/// </summary>
internal static class ThreadTime
{
    private const int OfThread = 3; // CLOCK_THREAD_CPUTIME_ID

    public static TimeSpan Now =>
        Ask(OfThread, out var time) == 0 ? TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromTicks(time.Nanoseconds / TimeSpan.NanosecondsPerTick) : throw new InvalidOperationException("There is no such clock.");

    /// <summary>How long a processor works for this, which does all of it in this thread.</summary>
    public static TimeSpan Of(Action work)
    {
        var begun = Now;
        work();
        return Now - begun;
    }

    [DllImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Ask(int clock, out Reading time);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Reading(nint Seconds, nint Nanoseconds);
}
