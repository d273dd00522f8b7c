using System.Runtime.InteropServices;

namespace PiDeployer.Processes;

/// <summary>
/// .NET ignores SIGPIPE, and what is ignored stays ignored in every child: <c>yes | head -1</c> complains, and a script that answers questions in a loop never ends.
/// A handler that does nothing is the same to us, and is not inherited.
/// </summary>
internal static partial class BrokenPipe
{
    private const int SigPipe = 13;

    public static void EndsChildren()
    {
        // Managed code may not run in a signal's handler; a function of libc that changes nothing may.
        _ = Signal(SigPipe, NativeLibrary.GetExport(NativeLibrary.GetMainProgramHandle(), "getpid"));
    }

    [LibraryImport("libc", EntryPoint = "signal")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Signal(int signal, nint handler);
}
