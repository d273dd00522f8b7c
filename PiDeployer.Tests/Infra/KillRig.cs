namespace PiDeployer.Tests.Infra;

/// <summary>Four projects that queue, resume, roll back and refuse, and a server for them that is killed at chosen moments.</summary>
internal sealed class KillRig : IDisposable
{
    /// <summary>The project whose script fails every other time.</summary>
    public const string Failing = "blog";

    public static readonly string[] InFlight = ["waiting", "running", "rolling_back"];

    /// <summary>In milliseconds: work before the kill, and then for a change in one of the folders.</summary>
    private const int LongestWork = 100, LongestWait = 80, LongestWaitForRollback = 1000;

    /// <summary>The same, from the start of the process until it surely listens.</summary>
    private static readonly int LongestStart = ProgramUnderTest.IsNative ? 60 : 500;

    private static readonly string[] Moments = [.. InFlight, "history"];

    private readonly TempDirectory folder;
    private readonly CommitChain[] chains;
    private readonly string projects;
    private readonly Dictionary<string, int> killed = Moments.ToDictionary(moment => moment, _ => 0);
    private readonly Dictionary<string, FolderWatch> watches = [];

    /// <param name="folder">For everything.</param>
    /// <param name="commits">How many there will be to deploy.</param>
    public KillRig(TempDirectory folder, int commits)
    {
        this.folder = folder;
        State = new StateFolder(folder.File("state"));
        Book = new ScriptBook(folder, Failing);
        chains = [new CommitChain(new GitRepository(folder, "shop"), commits), new CommitChain(new GitRepository(folder, Failing), commits)];
        foreach (var name in new[] { "wiki", "till" })
            Directory.CreateDirectory(folder.File(name));
        projects = $$"""
            max_parallel: 3
            defaults: { deploy_script: {{Book.Script}}, on_busy: queue, history: 100000 }
            projects:
              - { name: shop, repo: ann/shop, path: {{folder.File("shop")}}, deploy_mode: pull-only, resume: true }
              - { name: {{Failing}}, repo: ann/{{Failing}}, path: {{folder.File(Failing)}}, deploy_mode: pull-only, rollback: auto }
              - { name: wiki, repo: ann/wiki, path: {{folder.File("wiki")}}, deploy_mode: script-only, on_busy: reject }
              - { name: till, repo: ann/till, path: {{folder.File("till")}}, deploy_mode: script-only }
            """;
    }

    public StateFolder State { get; }

    public ScriptBook Book { get; }

    /// <summary>How many times something was in this state when the server had just been killed.</summary>
    public int Killed(string moment) => killed[moment];

    public Task<RunningServer> StartAsync() => RunningServer.StartAsync(folder, projects);

    public async Task KillAsync(PushStorm storm, int kills, int seed)
    {
        var random = new Random(seed);
        using var ending = new CancellationTokenSource();
        var blowing = storm.BlowAsync(pushers: 4, ending.Token);
        for (var kill = 0; kill < kills; kill++)
        {
            foreach (var chain in chains)
                chain.Advance();
            if (random.Next(4) == 0)
                await RunningServer.KillInStartAsync(folder, projects, TimeSpan.FromMilliseconds(random.Next(LongestStart)));
            else
                await KillAtWorkAsync(storm, random);
            foreach (var state in InFlight.Where(State.Holds))
                killed[state]++;
        }

        await ending.CancelAsync();
        await blowing;
    }

    public void Dispose()
    {
        foreach (var watch in watches.Values)
            watch.Dispose();
    }

    private async Task KillAtWorkAsync(PushStorm storm, Random random)
    {
        var before = storm.Accepted.Count;
        await using var server = await StartAsync();
        storm.Target = server;
        await Eventually.TrueAsync(() => storm.Accepted.Count > before, "a push is accepted");
        await MomentAsync(random);
        await server.KillAsync();
        storm.Target = null;
    }

    /// <summary>Some time after the work has begun; often that is just when something changes from one state to the next.</summary>
    private async Task MomentAsync(Random random)
    {
        await Task.Delay(random.Next(LongestWork));
        if (random.Next(3) == 0)
            return;
        var moment = Moments[random.Next(Moments.Length)];
        Directory.CreateDirectory(State.Folder(moment));
        if (!watches.TryGetValue(moment, out var watch))
            watches.Add(moment, watch = new FolderWatch(State.Folder(moment)));
        await Task.WhenAny(watch.NextAsync(), Task.Delay(moment == "rolling_back" ? LongestWaitForRollback : LongestWait));
    }
}
