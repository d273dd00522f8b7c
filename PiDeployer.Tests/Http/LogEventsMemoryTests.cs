using System.Net.Sockets;
using System.Text;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Http;

/// <summary>Alone, since it measures the memory of the whole process.</summary>
[CollectionDefinition(nameof(LogEventsMemoryTests), DisableParallelization = true)]
public sealed class LogEventsMemoryTestsRunAlone;

[Collection(nameof(LogEventsMemoryTests))]
public sealed class LogEventsMemoryTests
{
    private const long Mebibyte = 1024 * 1024;
    private const int Megabytes = 100;

    [Fact(Timeout = 360_000)]
    public async Task Readers_that_never_read_neither_stop_the_writer_nor_cost_memory()
    {
        await using var server = await LogServer.StartAsync();
        server.Logs.Expect(server.Id);
        var readers = new List<TcpClient>();
        for (var i = 0; i < 20; i++)
            readers.Add(await SilentReaderAsync(server.Http.BaseAddress));
        var allocated = GC.GetTotalAllocatedBytes();
        var before = Environment.WorkingSet;

        var largest = await WriteAsync(server); // It ends although nobody reads.

        // A queue for each reader would have taken a hundred megabytes of either.
        (GC.GetTotalAllocatedBytes() - allocated).ShouldBeLessThan(Megabytes * Mebibyte);
        (largest - before).ShouldBeLessThan(Megabytes / 2 * Mebibyte);
        foreach (var reader in readers)
            reader.Dispose();
    }

    /// <summary>As a deployment would: in pieces of some lines, each of them flushed. Answers the largest working set meanwhile.</summary>
    private static async Task<long> WriteAsync(LogServer server)
    {
        var line = new string('x', 99);
        var largest = 0L;
        await Task.Run(() =>
        {
            using var log = server.Begin();
            for (var written = 0; written < Megabytes * 10_000; written++)
            {
                log.Write(line, endOfLine: true);
                if (written % 40 == 0)
                    log.Flush();
                if (written % 50_000 == 0)
                    largest = Math.Max(largest, Environment.WorkingSet);
            }
        });
        return largest;
    }

    /// <summary>Asks, sees that the answer begins, and reads nothing of it.</summary>
    private static async Task<TcpClient> SilentReaderAsync(Uri? address)
    {
        var client = new TcpClient { ReceiveBufferSize = 4096 };
        await client.ConnectAsync(address?.Host ?? "", address?.Port ?? 0);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET /events HTTP/1.1\r\nHost: {address?.Authority}\r\n\r\n"));
        (await stream.ReadAsync(new byte[1])).ShouldBe(1);
        return client;
    }
}
