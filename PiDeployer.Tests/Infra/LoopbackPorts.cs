using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace PiDeployer.Tests.Infra;

/// <summary>
/// Ports on loopback for what is not there yet, and comes and goes. They are below those that the kernel takes for connections: under load one of these would soon be in
/// use where a test wants to listen.
/// </summary>
internal static class LoopbackPorts
{
    private const int Lowest = 20_000;

    private static readonly int Highest = int.Parse(File.ReadAllText("/proc/sys/net/ipv4/ip_local_port_range").Split('\t', ' ')[0], CultureInfo.InvariantCulture);
    private static readonly ConcurrentDictionary<int, bool> Given = [];

    public static int Next()
    {
        while (true)
        {
            var port = Random.Shared.Next(Lowest, Highest);
            if (IsFree(port) && Given.TryAdd(port, true))
                return port;
        }
    }

    /// <summary>Whether somebody listens there.</summary>
    public static bool IsTaken(int port) => !IsFree(port);

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
