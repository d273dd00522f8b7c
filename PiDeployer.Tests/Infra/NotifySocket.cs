using System.Net.Sockets;
using System.Text;

namespace PiDeployer.Tests.Infra;

/// <summary>The socket on which a service manager listens for what its services tell.</summary>
internal sealed class NotifySocket : IDisposable
{
    private readonly Socket socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);

    /// <param name="name">A path, or <c>@name</c> for one in the abstract namespace.</param>
    public NotifySocket(string name)
    {
        Name = name;
        socket.Bind(new UnixDomainSocketEndPoint(name[0] == '@' ? $"\0{name[1..]}" : name));
    }

    /// <summary>For <c>NOTIFY_SOCKET</c>.</summary>
    public string Name { get; }

    /// <summary>Whether nothing was told that nobody has received.</summary>
    public bool IsSilent => socket.Available == 0;

    /// <summary>The next datagram's lines.</summary>
    public async Task<string[]> ReceiveAsync()
    {
        var buffer = new byte[4096];
        using var limit = new CancellationTokenSource(Eventually.Patience);
        var length = await socket.ReceiveAsync(buffer, limit.Token);
        return Encoding.UTF8.GetString(buffer, 0, length).Split('\n');
    }

    public void Dispose() => socket.Dispose();
}
