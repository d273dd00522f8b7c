using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PiDeployer.Tests.Infra;

/// <summary>A service that is asked whether it is well, and answers these statuses one after the other, the last one for ever.</summary>
internal sealed class HealthListener : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private volatile Plan plan;
    private int asked;

    public HealthListener(params int[] statuses)
    {
        plan = new Plan(new Queue<int>(statuses), () => { });
        listener.Start();
        Url = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/health";
        _ = ServeAsync();
    }

    public string Url { get; }

    public int Asked => Volatile.Read(ref asked);

    /// <summary>Answers these from now on.</summary>
    /// <param name="statuses">One after the other, the last one for ever.</param>
    /// <param name="before">Done before each answer.</param>
    public void Next(int[] statuses, Action? before = null) => plan = new Plan(new Queue<int>(statuses), before ?? (() => { }));

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

            Interlocked.Increment(ref asked);
            var (statuses, before) = plan;
            before();
            var status = statuses.Count > 1 ? statuses.Dequeue() : statuses.Peek();
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status} Whatever\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
        }
        catch (IOException)
        {
            // Whoever asked did not wait for the answer; the next one may.
        }
    }

    /// <param name="Statuses">Those to come.</param>
    /// <param name="Before">Done before each answer.</param>
    private sealed record Plan(Queue<int> Statuses, Action Before);
}
