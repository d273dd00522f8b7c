using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics;
using PiDeployer.Deployments;
using PiDeployer.Pipelines;
using PiDeployer.Processes;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Deployments;

public sealed class AftermathTests
{
    private readonly string nap = LiveProcesses.NapOfOurs();
    private readonly ListLogger<Aftermath> log = new();
    private readonly Deployment killed = Some.Deployment();

    [Fact(Timeout = 180_000)]
    public async Task What_was_ended_is_told()
    {
        using var left = await StartAsync();

        await EndAsync(new Leftovers(TimeProvider.System));

        log.Lines.ShouldHaveSingleItem().ShouldStartWith("Warning: 1 processes of deployments");
    }

    [Fact(Timeout = 180_000)]
    public async Task What_even_SIGKILL_does_not_end_is_an_error_that_names_it()
    {
        using var left = await StartAsync();
        var signals = new List<int>();
        try
        {
            await EndAsync(new Leftovers(TimeProvider.System, (process, signal) => signals.Add(signal)));
        }
        finally
        {
            left.Kill();
        }

        (signals[0], signals[^1]).ShouldBe((Signals.Terminate, Signals.Kill));
        log.Lines.ShouldHaveSingleItem().ShouldStartWith($"Error: A killed pi-deployer left processes running that even SIGKILL does not end: {left.Id} (sleep).");
    }

    private async Task<Process> StartAsync()
    {
        var start = new ProcessStartInfo("sleep", [nap]);
        var mark = CommandEnvironment.Mark(killed.Id).Split('=');
        start.Environment[mark[0]] = mark[1];
        var process = Process.Start(start).ShouldNotBeNull();
        await Eventually.TrueAsync(() => LiveProcesses.WithArgument(nap).Count == 1, "it has started");
        return process;
    }

    private Task EndAsync(Leftovers leftovers)
    {
        var surroundings = new DeploymentSurroundings("/none", ImmutableDictionary<string, string>.Empty, FrozenSet<string>.Empty, StepLimits.Default) { StateDirectory = "/none", RoutesDirectory = "/none" };
        return new Aftermath(surroundings, leftovers, TimeProvider.System, log).EndLeftoversAsync([killed]);
    }
}
