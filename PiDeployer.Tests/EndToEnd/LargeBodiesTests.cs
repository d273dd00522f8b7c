using System.Globalization;
using System.Net;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>64 strangers, each with as much garbage as may be sent.</summary>
[Trait("Category", "EndToEnd")]
public sealed class LargeBodiesTests
{
    private const int Strangers = 64;
    private const int Mebibyte = 1024 * 1024;

    [Fact(Timeout = 120_000)]
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
        (await attack).ShouldAllBe(status => status == HttpStatusCode.BadRequest || status == HttpStatusCode.ServiceUnavailable || status == HttpStatusCode.RequestTimeout);
        (await attack).ShouldContain(HttpStatusCode.BadRequest, "whoever has the patience is heard");
        if (ProgramUnderTest.IsNative)
            PeakMemory(server.ProcessId).ShouldBeLessThan(96L * Mebibyte);
    }

    private static async Task<HttpStatusCode> SendGarbageAsync(RunningServer server, byte[] garbage)
    {
        using var request = new Webhook(garbage).ToRequest();
        using var answer = await server.Http.SendAsync(request);
        return answer.StatusCode;
    }

    /// <summary>The most that was ever resident, in bytes.</summary>
    private static long PeakMemory(int process)
    {
        var line = File.ReadLines($"/proc/{process}/status").Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }
}
