using System.Collections.Immutable;
using PiDeployer.Pipelines;
using PiDeployer.Pipelines.Steps;
using PiDeployer.Processes;
using PiDeployer.Tests.Infra;
using PiDeployer.Values;

namespace PiDeployer.Tests.Pipelines.Steps;

/// <summary>The unit is that in which the tests run, whatever its name. Nothing is restarted: there is no systemctl where the command is looked for.</summary>
public sealed class RestartUnitTests : IDisposable
{
    private readonly StepRig rig = new();

    public void Dispose() => rig.Dispose();

    [Fact(Timeout = 180_000)]
    public async Task A_stop_that_has_begun_is_not_undone_by_a_restart()
    {
        (await RunAsync(stopping: true)).ShouldBe(new StepResult.HandedOver());
        rig.Log.Text.ShouldNotContain("$ ");
    }

    [Fact(Timeout = 180_000)]
    public async Task Without_a_stop_it_is_restarted()
    {
        (await RunAsync(stopping: false)).ShouldBeOfType<StepResult.Failed>();
        rig.Log.Text.ShouldContain("systemctl");
    }

    private async Task<StepResult> RunAsync(bool stopping)
    {
        var unit = (await File.ReadAllLinesAsync("/proc/self/cgroup"))[0].Split('/')[^1];
        var project = rig.Project("branch: main") with { ServiceName = unit };
        var nothing = new Redaction([]);
        var nowhere = new CommandRunner(ImmutableDictionary<string, string>.Empty.Add("PATH", project.Path), nothing, TimeProvider.System);
        var context = new StepContext(DeploymentId.New(TimeProvider.System), project, nowhere, rig.Context(project, null).Health, new StepOutput(rig.Log, nothing))
        {
            HandOver = () => true,
            Stopping = new CancellationToken(stopping),
        };
        return await new RestartUnit().RunAsync(context, TestContext.Current.CancellationToken);
    }
}
