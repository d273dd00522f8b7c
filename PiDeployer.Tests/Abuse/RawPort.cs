using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace PiDeployer.Tests.Abuse;

/// <summary>Bytes to a port, whatever they are, and what comes back.</summary>
/// <param name="Text">All that came, a byte a character.</param>
/// <param name="IsClosed">Whether the server ended the connection.</param>
internal sealed partial record RawPort(string Text, bool IsClosed)
{
    private const int Loopback = 0x7f000000;

    /// <summary>Of all the answers in it, in their order; bodies have no such lines.</summary>
    public IReadOnlyList<int> Statuses => [.. StatusLine().Matches(Text).Select(match => int.Parse(match.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture))];

    /// <summary>From one of many addresses of this machine, each of which has 28,000 ports.</summary>
    /// <param name="address">The server.</param>
    /// <param name="number">Decides from which.</param>
    public static async Task<Socket> ConnectAsync(Uri address, int number)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Bind(new IPEndPoint(new IPAddress(IPAddress.HostToNetworkOrder(Loopback + 2 + (number % 20)) & 0xffffffffL), 0));
            await socket.ConnectAsync(IPAddress.Loopback, address.Port);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends all of it and reads until the server closes, or says nothing for a while.</summary>
    public static async Task<RawPort> SendAsync(Uri address, ReadOnlyMemory<byte> bytes, TimeSpan patience)
    {
        using var socket = await ConnectAsync(address, 0);
        var sending = SendAsync(socket, bytes);
        var answer = await ReadAsync(socket, patience);
        socket.Close(0);
        await sending;
        return answer;
    }

    public static async Task<RawPort> ReadAsync(Socket socket, TimeSpan patience)
    {
        var text = new StringBuilder();
        var buffer = new byte[16 * 1024];
        using var limit = new CancellationTokenSource();
        try
        {
            while (true)
            {
                limit.CancelAfter(patience);
                var count = await socket.ReceiveAsync(buffer, limit.Token);
                if (count == 0)
                    return new RawPort($"{text}", true);
                text.Append(Encoding.Latin1.GetString(buffer, 0, count));
            }
        }
        catch (OperationCanceledException)
        {
            return new RawPort($"{text}", false);
        }
        catch (SocketException)
        {
            return new RawPort($"{text}", true);
        }
    }

    /// <summary>As much as the server takes; it may well close before.</summary>
    private static async Task SendAsync(Socket socket, ReadOnlyMemory<byte> bytes)
    {
        try
        {
            while (!bytes.IsEmpty)
                bytes = bytes[await socket.SendAsync(bytes)..];
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It has closed.
        }
    }

    [GeneratedRegex(@"HTTP/1\.1 ([0-9]{3}) ")]
    private static partial Regex StatusLine();
}
