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

    public static int Next() => NextOf(1);

    /// <summary>The first of so many in a row.</summary>
    public static int NextOf(int count)
    {
        while (true)
        {
            var first = Random.Shared.Next(Lowest, Highest - count);
            var row = Enumerable.Range(first, count);
            if (row.All(port => Given.TryAdd(port, true)) && row.All(IsFree))
                return first;
        }
    }

    /// <summary>Whether somebody listens there. It asks by connecting: to listen, even for a moment, would keep away the one that is awaited.</summary>
    public static bool IsTaken(int port)
    {
        using var client = new TcpClient();
        try
        {
            client.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

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
