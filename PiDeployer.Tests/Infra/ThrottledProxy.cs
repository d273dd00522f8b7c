using System.Net;
using System.Net.Sockets;

namespace PiDeployer.Tests.Infra;

/// <summary>A slow line to a port on loopback: what comes back from there comes at so many kilobytes a second and no more, over all connections together.</summary>
internal sealed class ThrottledProxy : IDisposable
{
    private const int PiecesPerSecond = 20;

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource end = new();
    private readonly SemaphoreSlim line = new(1);
    private readonly int target;
    private readonly int bytesPerSecond;
    private long slowed;

    public ThrottledProxy(int target, int kilobytesPerSecond)
    {
        this.target = target;
        bytesPerSecond = kilobytesPerSecond * 1024;
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        _ = ServeAsync();
    }

    public int Port { get; }

    /// <summary>How many bytes came back so far.</summary>
    public long Slowed => Interlocked.Read(ref slowed);

    public void Dispose()
    {
        end.Cancel();
        listener.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
                _ = RelayAsync(await listener.AcceptTcpClientAsync(end.Token));
        }
        catch (Exception e) when (IsTheEnd(e))
        {
            // The test is over.
        }
    }

    private async Task RelayAsync(TcpClient accepted)
    {
        using var client = accepted;
        using var server = new TcpClient();
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, target, end.Token);
            // Whichever side hangs up first takes the other with it.
            await await Task.WhenAny(client.GetStream().CopyToAsync(server.GetStream(), end.Token), CopySlowlyAsync(server.GetStream(), client.GetStream()));
        }
        catch (Exception e) when (IsTheEnd(e))
        {
            // One of the two is gone, or the target is down: then so are we, for this client.
        }
    }

    private async Task CopySlowlyAsync(NetworkStream from, NetworkStream to)
    {
        var piece = new byte[Math.Max(1, bytesPerSecond / PiecesPerSecond)];
        while (await from.ReadAsync(piece, end.Token) is > 0 and var length)
        {
            Interlocked.Add(ref slowed, length);
            await line.WaitAsync(end.Token);
            try
            {
                await Task.Delay(TimeSpan.FromSeconds((double)length / bytesPerSecond), end.Token);
            }
            finally
            {
                line.Release();
            }

            await to.WriteAsync(piece.AsMemory(0, length), end.Token);
        }
    }

    private static bool IsTheEnd(Exception e) => e is IOException or SocketException or ObjectDisposedException or OperationCanceledException;
}
