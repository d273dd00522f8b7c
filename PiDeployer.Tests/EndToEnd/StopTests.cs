using System.Diagnostics;
using System.Net;
using System.Runtime.InteropServices;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>How the program ends while it has work to do.</summary>
[Trait("Category", "EndToEnd")]
[Trait("Runs", "Once")]
public sealed class StopTests : IDisposable
{
    /// <summary>What runs is given a little more than that.</summary>
    private static readonly TimeSpan AlmostTen = TimeSpan.FromSeconds(9.5);

    private readonly string nap = LiveProcesses.NapOfOurs();
    private readonly TempDirectory folder = new();

    [Theory(Timeout = 180_000)]
    [InlineData(PosixSignal.SIGTERM)]
    [InlineData(PosixSignal.SIGINT)]
    public async Task With_nothing_to_do_it_ends_at_once(PosixSignal signal)
    {
        await using var server = await RunningServer.StartAsync(folder, "projects: []");
        var started = Stopwatch.StartNew();

        server.Signal(signal);

        (await server.ExitAsync()).ShouldBe(0);
        started.Elapsed.ShouldBeLessThan(AlmostTen);
    }

    [Fact(Timeout = 180_000)]
    public async Task What_runs_may_finish_and_nothing_new_is_accepted()
    {
        await using var server = await StartAsync("touch started; while [ ! -e go ]; do sleep 0.05; done; touch finished");

        server.Signal(PosixSignal.SIGTERM);
        await Eventually.TrueAsync(() => server.Log.Any(line => line.Contains("Stopping", StringComparison.Ordinal)), "it stops");
        var refusal = await RefusedAsync(server);
        folder.Write("go", "");

        refusal.ShouldContain("stopping");
        (await server.ExitAsync()).ShouldBe(0);
        File.Exists(folder.File("finished")).ShouldBeTrue();
        (await File.ReadAllTextAsync(folder.File("logs/shop.log"))).ShouldContain("shop - success (");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_second_signal_interrupts_what_runs()
    {
        await using var server = await StartAsync($"touch started; bash -c 'sleep {nap} & sleep {nap}; true' & sleep {nap}; touch finished");
        await Eventually.TrueAsync(() => LiveProcesses.WithArgument(nap).Count == 3, "the script has started its children");
        var started = Stopwatch.StartNew();

        server.Signal(PosixSignal.SIGTERM);
        await Eventually.TrueAsync(() => server.Log.Any(line => line.Contains("Stopping", StringComparison.Ordinal)), "it stops");
        server.Signal(PosixSignal.SIGTERM);

        (await server.ExitAsync()).ShouldBe(0);
        started.Elapsed.ShouldBeLessThan(AlmostTen);
        LiveProcesses.WithArgument(nap).ShouldBeEmpty();
        File.Exists(folder.File("finished")).ShouldBeFalse();
        (await File.ReadAllTextAsync(folder.File("logs/shop.log"))).ShouldContain("shop - interrupted (");
    }

    [Fact(Timeout = 180_000)]
    public async Task What_is_not_done_after_ten_seconds_is_interrupted_without_a_second_signal()
    {
        await using var server = await StartAsync($"touch started; sleep {nap}; touch finished");
        var started = Stopwatch.StartNew();

        server.Signal(PosixSignal.SIGTERM);

        (await server.ExitAsync()).ShouldBe(0);
        started.Elapsed.ShouldBeInRange(AlmostTen, TimeSpan.FromSeconds(25));
        LiveProcesses.WithArgument(nap).ShouldBeEmpty();
        (await File.ReadAllTextAsync(folder.File("logs/shop.log"))).ShouldContain("shop - interrupted (");
    }

    public void Dispose() => folder.Dispose();

    private async Task<RunningServer> StartAsync(string script)
    {
        folder.WriteScript("script.sh", script);
        var server = await RunningServer.StartAsync(
            folder, $"projects: [{{ name: shop, repo: ann/shop, path: {folder.Path}, deploy_mode: script-only, deploy_script: script.sh }}]");
        await server.SendAsync(Webhook.Push("ann/shop")).ShouldAnswerAsync(HttpStatusCode.Accepted);
        await Eventually.FileAsync(folder.File("started"));
        return server;
    }

    /// <summary>The log line comes an instant before the door is shut for new deployments, during which the project is merely busy.</summary>
    private static async Task<string> RefusedAsync(RunningServer server)
    {
        while (true)
        {
            using var answer = await server.SendAsync(Webhook.Push("ann/shop"));
            if (answer.StatusCode != HttpStatusCode.Conflict)
                return (await answer.ShouldBeAsync(HttpStatusCode.ServiceUnavailable)).Text("error");
        }
    }
}
