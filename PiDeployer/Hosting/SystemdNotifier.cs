using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace PiDeployer.Hosting;

/// <summary>
/// Tells the service manager how we are (<c>sd_notify(3)</c>): one datagram each, to the socket it named. Without such a socket, or when it does not listen,
/// nothing happens.
/// </summary>
internal sealed partial class SystemdNotifier(string? socketPath)
{
    private const int ClockMonotonic = 1;

    public void Ready(string status) => Send($"READY=1\nSTATUS={status}");

    /// <summary>Followed by <see cref="Ready"/>, also when the reload failed.</summary>
    public void Reloading() => Send(string.Create(CultureInfo.InvariantCulture, $"RELOADING=1\nMONOTONIC_USEC={MonotonicMicroseconds()}"));

    /// <summary>Wanted again and again where the manager watches us, see <see cref="Watchdog"/>.</summary>
    public void Alive() => Send("WATCHDOG=1");

    public void Stopping() => Send("STOPPING=1\nSTATUS=Waiting for deployments to end");

    private void Send(string message)
    {
        if (string.IsNullOrEmpty(socketPath))
            return;
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            // An @ stands for the abstract namespace, whose names begin with a zero byte.
            var address = new UnixDomainSocketEndPoint(socketPath[0] == '@' ? $"\0{socketPath[1..]}" : socketPath);
            socket.SendTo(Encoding.UTF8.GetBytes(message), address);
        }
        catch (SocketException)
        {
            // The manager is gone or never listened; there is nobody left to tell.
        }
    }

    private static long MonotonicMicroseconds() =>
        GetTime(ClockMonotonic, out var time) == 0 ? (time.Seconds * 1_000_000L) + (time.Nanoseconds / 1000) : 0;

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetTime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
