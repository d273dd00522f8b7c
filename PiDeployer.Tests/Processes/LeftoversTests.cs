using System.Collections.Concurrent;
using System.Diagnostics;
using PiDeployer.Processes;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Processes;

public sealed class LeftoversTests : IDisposable
{
    private readonly string nap = LiveProcesses.NapOfOurs();
    private readonly string mark = $"DEPLOYER_DEPLOY_ID=test-{Guid.NewGuid()}";
    private readonly List<Process> started = [];
    private readonly SettableClock clock = new(DateTimeOffset.UnixEpoch);

    public void Dispose()
    {
        foreach (var process in started)
        {
            process.Kill(entireProcessTree: true);
            process.Dispose();
        }
    }

    [Fact(Timeout = 180_000)]
    public async Task What_carries_the_mark_is_ended_wherever_it_has_gone()
    {
        // In a session of its own, and its parent has ended: nothing but the mark leads to it.
        await StartAsync(mark, $"setsid bash -c 'sleep {nap} & wait' & setsid sleep {nap} & wait", processes: 2);

        (await new Leftovers(TimeProvider.System).EndAsync([mark])).Ended.ShouldBeGreaterThanOrEqualTo(3);

        LiveProcesses.WithArgument(nap).ShouldBeEmpty();
    }

    [Fact(Timeout = 180_000)]
    public async Task What_does_not_listen_to_SIGTERM_is_killed()
    {
        await StartAsync(mark, $"trap '' TERM; while true; do sleep {nap}; done", processes: 1);
        var sent = new ConcurrentQueue<int>();
        var leftovers = new Leftovers(clock, (process, signal) =>
        {
            sent.Enqueue(signal);
            _ = Signals.Send(process, signal);
        });

        var ending = leftovers.EndAsync([mark]);
        await Eventually.TrueAsync(() => !sent.IsEmpty, "the first signal");
        sent.ShouldAllBe(signal => signal == Signals.Terminate);
        clock.Steady = CommandRunner.StopGrace + CommandRunner.DrainLimit + TimeSpan.FromSeconds(1); // At once, as after a standstill.
        await ending;

        LiveProcesses.WithArgument(nap).ShouldBeEmpty();
    }

    [Fact(Timeout = 180_000)]
    public async Task What_needs_a_while_to_finish_is_asked_once()
    {
        using var folder = new TempDirectory();
        var told = folder.File("told");
        Shell.Run("mkfifo", folder.File("silence"));
        // It starts nothing while it finishes: a copy of bash that is not yet another program would take a signal for its own.
        await StartAsync(
            mark,
            $"exec 3<>{folder.File("silence")}; trap 'echo asked >> {told}; since=${{since-$SECONDS}}' TERM; sleep {nap} & until [[ $since && $((SECONDS - since)) -ge 2 ]]; do read -rt 0.1 -u 3; done; echo finished >> {told}",
            processes: 1);

        await new Leftovers(clock).EndAsync([mark]);

        (await File.ReadAllLinesAsync(told, TestContext.Current.CancellationToken)).ShouldBe(["asked", "finished"]);
    }

    [Fact(Timeout = 180_000)]
    public async Task Whoever_carries_another_mark_is_left_alone()
    {
        await StartAsync($"{mark}-longer", $"sleep {nap} & wait", processes: 1);

        (await new Leftovers(TimeProvider.System).EndAsync([mark, "ANOTHER=mark"])).Ended.ShouldBe(0);
        (await new Leftovers(TimeProvider.System).EndAsync([$"X{mark}-longer", mark[1..]])).Ended.ShouldBe(0);
        (await new Leftovers(TimeProvider.System).EndAsync([])).Ended.ShouldBe(0);

        LiveProcesses.WithArgument(nap).ShouldHaveSingleItem();
    }

    private async Task StartAsync(string variable, string script, int processes)
    {
        var start = new ProcessStartInfo("bash", ["-c", script]);
        start.Environment[variable.Split('=')[0]] = variable.Split('=')[1];
        started.Add(Process.Start(start).ShouldNotBeNull());
        await Eventually.TrueAsync(() => LiveProcesses.WithArgument(nap).Count == processes, "the script has started them");
    }
}
