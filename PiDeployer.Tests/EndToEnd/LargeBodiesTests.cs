using System.Net;
using System.Net.Sockets;
using System.Text;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>64 strangers, each with as much garbage as may be sent.</summary>
[Trait("Category", "EndToEnd")]
[Trait("Runs", "Once")]
public sealed class LargeBodiesTests
{
    private const int Strangers = 64;
    private const int Mebibyte = 1024 * 1024;

    [Fact(Timeout = 360_000)]
    public async Task They_neither_take_the_memory_nor_keep_a_push_out()
    {
        using var folder = new TempDirectory();
        await using var server = await RunningServer.StartAsync(folder, $"projects: [{{ name: shop, repo: ann/shop, path: {folder.Path}, deploy_mode: pull-only }}]");
        var garbage = new byte[25 * Mebibyte];
        Random.Shared.NextBytes(garbage);

        var attack = Task.WhenAll(Enumerable.Range(0, Strangers).Select(_ => SendGarbageAsync(server, garbage)));
        var pushes = 0;
        do
        {
            using var answer = await server.SendAsync(Webhook.Push("ann/shop", branch: "other"));
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            pushes++;
        }
        while (!attack.IsCompleted);

        pushes.ShouldBeGreaterThan(3);
        (await attack).ShouldAllBe(status => status == null || status == HttpStatusCode.BadRequest || status == HttpStatusCode.ServiceUnavailable || status == HttpStatusCode.RequestTimeout);
        (await attack).ShouldContain(HttpStatusCode.BadRequest, "whoever has the patience is heard");
        if (ProgramUnderTest.IsNative)
            LiveProcesses.PeakMemory(server.ProcessId).ShouldBeLessThan(96L * Mebibyte);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_name_as_long_as_the_body_is_skipped_where_it_lies()
    {
        using var folder = new TempDirectory();
        await using var server = await RunningServer.StartAsync(folder, $"projects: [{{ name: shop, repo: ann/shop, path: {folder.Path}, deploy_mode: pull-only }}]");
        var name = Encoding.ASCII.GetBytes($"{{\"{new string('k', 25 * Mebibyte - 100)}\":1}}");

        using var answer = await server.SendAsync(new Webhook(name));

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        if (ProgramUnderTest.IsNative)
            LiveProcesses.PeakMemory(server.ProcessId).ShouldBeLessThan(70L * Mebibyte);
    }

    [Fact(Timeout = 180_000)]
    public async Task Who_announces_much_and_sends_little_holds_little()
    {
        const int tricklers = 300;
        using var folder = new TempDirectory();
        await using var server = await RunningServer.StartAsync(folder, $"projects: [{{ name: shop, repo: ann/shop, path: {folder.Path}, deploy_mode: pull-only }}]");
        var head = Encoding.ASCII.GetBytes("POST /deploy HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 65000\r\n\r\n{");
        var callers = new List<TcpClient>();
        try
        {
            for (var i = 0; i < tricklers; i++)
            {
                var caller = new TcpClient();
                callers.Add(caller);
                await caller.ConnectAsync(server.Address.Host, server.Address.Port);
                await caller.GetStream().WriteAsync(head);
            }

            using var answer = await server.SendAsync(Webhook.Push("ann/shop", branch: "other"));

            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        }
        finally
        {
            callers.ForEach(caller => caller.Dispose());
        }
    }

    /// <returns>Null for one that was hung up on while it sent, and has not read why.</returns>
    private static async Task<HttpStatusCode?> SendGarbageAsync(RunningServer server, byte[] garbage)
    {
        using var request = new Webhook(garbage).ToRequest();
        try
        {
            using var answer = await server.Http.SendAsync(request);
            return answer.StatusCode;
        }
        catch (HttpRequestException e) when (e.InnerException is IOException)
        {
            return null;
        }
    }
}
