using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PiDeployer.Tests.Infra;

/// <summary>A service that is asked whether it is well, and answers these statuses one after the other, the last one for ever.</summary>
internal sealed class HealthListener : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly int[] statuses;
    private int asked;

    public HealthListener(params int[] statuses)
    {
        this.statuses = statuses;
        listener.Start();
        Url = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/health";
        _ = ServeAsync();
    }

    public string Url { get; }

    /// <summary>Done before each answer, with its number, from one.</summary>
    public Action<int> BeforeAnswer { get; init; } = _ => { };

    public int Asked => Volatile.Read(ref asked);

    public void Dispose() => listener.Dispose();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync();
                await AnswerAsync(client);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        try
        {
            await using var stream = client.GetStream();
            using var reader = new StreamReader(stream, leaveOpen: true);
            while (await reader.ReadLineAsync() is { Length: > 0 })
            {
                // The request's head, to its end.
            }

            var times = Interlocked.Increment(ref asked);
            BeforeAnswer(times);
            var status = statuses[Math.Min(times, statuses.Length) - 1];
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status} Whatever\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
        }
        catch (IOException)
        {
            // Whoever asked did not wait for the answer; the next one may.
        }
    }
}
