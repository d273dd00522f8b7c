using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Soak;

/// <summary>Many callers and many deployments for a while, after which nothing has grown and nothing is left. <c>bench/soak.sh</c> does that for longer.</summary>
[Trait("Category", "EndToEnd")]
[Trait("Build", "Native")]
[Takes(45)]
public sealed class SoakTests
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(Number("PIDEPLOYER_SOAK_SECONDS") ?? 20);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.5);

    /// <summary>Samples, a third of which have a median that means something.</summary>
    private const int Enough = 30;

    private static readonly int Seed = Number("PIDEPLOYER_SOAK_SEED") ?? Random.Shared.Next(1_000_000);

    /// <summary>Of the handles and threads, which the runtime has for itself when it first needs them.</summary>
    private const int Spare = 3;

    /// <summary>Of the memory, in MiB: code that had not run before.</summary>
    private const double SpareMemory = 8;

    /// <summary>Longer than idle threads live, and than it takes until memory is given back.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact(Timeout = 7_200_000)] // It may go on for an hour.
    public async Task Whatever_goes_on_for_long_leaves_nothing_behind()
    {
        using var folder = new TempDirectory();
        var projects = new SoakProjects(folder, commits: 10 + (10 * (int)Duration.TotalSeconds));
        await using var server = await RunningServer.StartAsync(folder, projects.Yaml(0), ("RATE_LIMIT_PER_MIN", "10"));
        await server.EndedAsync(await server.PushAsync("ann/quick"));
        var idle = SoakSample.Take(server, TimeSpan.Zero, 0, 0);
        var errands = new Errands(server, projects, folder);
        var traffic = new Traffic(errands.All, Seed);

        var samples = await SampleAsync(server, traffic);
        errands.Dispose();
        var table = SoakTable.Of(samples, Duration);
        Tell($"seed {Seed}; {string.Join(", ", traffic.Done.OrderByDescending(errand => errand.Value).Select(errand => $"{errand.Value} × {errand.Key}"))}\n\n{table}");

        traffic.Oddities.ShouldBeEmpty();
        errands.All.Select(errand => errand.Name).Except(traffic.Done.Keys).ShouldBeEmpty("Not everything was done, so this proves too little.");
        SoakMeasure.All.Select(measure => measure.WhyNotFlat(samples)).OfType<string>().ShouldBeEmpty(table);
        await ShouldComeToRestAsync(server, idle);
        server.Signal(PosixSignal.SIGTERM);
        (await server.ExitAsync()).ShouldBe(0);
    }

    private static async Task<List<SoakSample>> SampleAsync(RunningServer server, Traffic traffic)
    {
        using var ending = new CancellationTokenSource();
        var flowing = traffic.FlowAsync(ending.Token);
        var samples = new List<SoakSample>();
        for (var begun = Stopwatch.StartNew(); begun.Elapsed < Duration || samples.Count < Enough; await Task.Delay(Interval))
            samples.Add(SoakSample.Take(server, begun.Elapsed, traffic.Requests, await DeploymentsAsync(server)));
        await ending.CancelAsync();
        await flowing.WaitAsync(TimeSpan.FromSeconds(60));
        return samples;
    }

    private static async Task ShouldComeToRestAsync(RunningServer server, SoakSample idle)
    {
        await Eventually.TrueAsync(async () => new MetricSamples(await server.Http.GetStringAsync("/metrics"))["pi_deployer_deployments_running"] == 0, "all deployments have ended");
        await Eventually.TrueAsync(() => LiveProcesses.ChildrenOf(server.ProcessId).Count == 0, "no child is left, and none that has ended waits to be asked about");
        await Eventually.TrueAsync(() => LiveProcesses.In(server.Folder.Path).Count == 1, "nothing that deployments have started works in their folders any more");
        await Eventually.TrueAsync(() => LiveProcesses.Handles(server.ProcessId) <= idle.Handles + Spare, Patience, "all handles but those of an idle server are closed");
        await Eventually.TrueAsync(() => LiveProcesses.Threads(server.ProcessId) <= idle.Threads + Spare, Patience, "all threads but those of an idle server have ended");
        await Eventually.TrueAsync(() => SoakSample.Take(server, TimeSpan.Zero, 0, 0).Resident <= idle.Resident + SpareMemory, Patience, "what a busy time takes of the memory is given back");
    }

    private static async Task<int> DeploymentsAsync(RunningServer server)
    {
        var metrics = new MetricSamples(await server.Http.GetStringAsync("/metrics"));
        return (int)metrics.Names.Where(name => name.StartsWith("pi_deployer_deployments_total{", StringComparison.Ordinal)).Sum(name => metrics[name]);
    }

    private static void Tell(string text)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(text);
        if (Environment.GetEnvironmentVariable("PIDEPLOYER_SOAK_TABLE") is { Length: > 0 } file)
            File.WriteAllText(file, text);
    }

    private static int? Number(string variable) => int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;
}
