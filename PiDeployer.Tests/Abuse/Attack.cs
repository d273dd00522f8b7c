using System.Net.Sockets;
using System.Text;

namespace PiDeployer.Tests.Abuse;

/// <summary>Something that strangers do on many connections at once.</summary>
/// <param name="Name">For the report.</param>
/// <param name="Connections">How many.</param>
/// <param name="Do">What each does, until it is told to stop or the server closes.</param>
internal sealed record Attack(string Name, int Connections, Func<Socket, CancellationToken, Task> Do)
{
    /// <summary>Whether it belongs to the short form.</summary>
    public bool IsShort { get; init; }

    private const string Get = "GET / HTTP/1.1\r\nHost: x\r\n";
    private const string Post = "POST /deploy HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";

    private static readonly byte[] Mebibyte = [.. Enumerable.Range(0, 1024 * 1024).Select(i => (byte)(i * 7))];

    public static IReadOnlyList<Attack> All { get; } =
    [
        new("10,000 connections that say nothing", 10_000, (_, stop) => Task.Delay(Timeout.Infinite, stop)) { IsShort = true },
        new("1,500 connections, headers byte by byte", 1500, (socket, stop) => TrickleAsync(socket, $"{Get}X-A: {new string('a', 1000)}", stop)),
        new("1,500 connections, bodies byte by byte", 1500, (socket, stop) => TrickleAsync(socket, $"{Post}Content-Length: 65000\r\n\r\n{new string(' ', 1000)}", stop, Post.Length + 30)),
        new("2,000 connections with 15 KiB of headers each and no end", 2000, (socket, stop) => ThenWaitAsync(socket, $"{Get}{string.Concat(Enumerable.Range(0, 80).Select(i => $"X-{i}: {new string('a', 180)}\r\n"))}", stop)) { IsShort = true },
        new("200 connections with headers without end", 200, (socket, stop) => FloodAsync(socket, Encoding.ASCII.GetBytes(Get), Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("X-A: b\r\n", 1000))), 1000, stop)),
        new("64 connections with 25 MiB each, announced", 64, (socket, stop) => FloodAsync(socket, Encoding.ASCII.GetBytes($"{Post}Content-Length: {25 * 1024 * 1024}\r\n\r\n"), Mebibyte, 25, stop)),
        new("64 connections with 25 MiB each, in chunks", 64, (socket, stop) => FloodAsync(socket, Encoding.ASCII.GetBytes($"{Post}Transfer-Encoding: chunked\r\n\r\n"), [.. "100000\r\n"u8, .. Mebibyte, .. "\r\n"u8], 25, stop)) { IsShort = true },
        new("1,500 connections that ask and never read", 1500, AskAsync) { IsShort = true },
        new("300 connections that ask 200 times for the figures and go", 300, AskAndGoAsync) { IsShort = true },
        new("2,000 connections that are reset in the middle", 2000, ResetAsync),
    ];

    /// <summary>From one place on a byte at a time.</summary>
    private static async Task TrickleAsync(Socket socket, string text, CancellationToken stop, int from = 30)
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        await socket.SendAsync(bytes.AsMemory(0, from), stop);
        for (var i = from; i < bytes.Length; i++)
        {
            await Task.Delay(500, stop);
            await socket.SendAsync(bytes.AsMemory(i, 1), stop);
        }
    }

    private static async Task ThenWaitAsync(Socket socket, string text, CancellationToken stop)
    {
        await socket.SendAsync(Encoding.ASCII.GetBytes(text), stop);
        await Task.Delay(Timeout.Infinite, stop);
    }

    private static async Task FloodAsync(Socket socket, byte[] head, byte[] part, int parts, CancellationToken stop)
    {
        await socket.SendAsync(head, stop);
        for (var i = 0; i < parts; i++)
        {
            for (var left = part.AsMemory(); !left.IsEmpty;)
                left = left[await socket.SendAsync(left, stop)..];
        }

        await RawPort.ReadAsync(socket, TimeSpan.FromSeconds(1));
    }

    /// <summary>As many requests as there is room for on the way, and no more room for their answers than there has to be.</summary>
    private static async Task AskAsync(Socket socket, CancellationToken stop)
    {
        socket.SendBufferSize = 4096;
        var requests = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat($"{Get}Accept: text/html\r\n\r\n", 100)));
        while (true)
            await socket.SendAsync(requests, stop);
    }

    private static async Task AskAndGoAsync(Socket socket, CancellationToken stop)
    {
        await socket.SendAsync(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n", 200))), stop);
        socket.Close();
    }

    private static async Task ResetAsync(Socket socket, CancellationToken stop)
    {
        await socket.SendAsync(Encoding.ASCII.GetBytes($"{Post}Content-Length: 1000\r\n\r\n{{\"ref\""), stop);
        socket.Close(0);
    }
}
