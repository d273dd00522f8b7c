using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>The program is killed in the middle: <c>deploy_mode: blue-green</c>. People are with the proxy and the two sides, which go on.</summary>
[Trait("Category", "EndToEnd")]
[Trait("Runs", "Once")]
[Takes(60)]
public sealed class BlueGreenKillTests : IClassFixture<SidesRig>
{
    private readonly SidesRig rig;

    public BlueGreenKillTests(SidesRig rig)
    {
        SidesRig.SkipWhereImpossible();
        this.rig = rig;
    }

    [Fact(Timeout = 450_000)]
    public async Task Killed_before_the_switch_and_killed_while_the_old_side_drains_nothing_is_lost_and_the_next_deployment_goes_on()
    {
        using var project = await rig.ProjectAsync(SidesRig.HaProxy);
        var proxy = project.Proxy.ShouldBeOfType<HaProxyProgram>();
        await rig.DeployAsync(project, "a1", "succeeded");
        using var load = new Load(project.Proxy.Address);
        await using var slow = new SlowRequests(project.Proxy.Address);
        await using var watch = new VersionWatch(project.Proxy.Address);

        project.Push("a2");
        var early = await rig.BeginAsync(project);
        await Eventually.TrueAsync(() => project.On("green").Length > 0, "green has a container");
        await rig.KillAsync();
        (await rig.Server.RecordAsync(early)).Text("state").ShouldBe("interrupted");
        watch.Seen.ShouldBe(["a1"]);
        var second = await rig.DeployAsync(project);
        second.Steps().ShouldContain("end side", "what was begun is no part of it");

        project.Push("a3");
        var late = await rig.BeginAsync(project);
        await Eventually.TrueAsync(() => proxy.StatusOf("blue") == "UP", "people are sent to blue");
        await rig.KillAsync();
        (await rig.Server.RecordAsync(late)).Text("state").ShouldBe("interrupted");
        (await rig.PageAsync(project)).ShouldBe("a3");
        await rig.DeployAsync(project, "a4", "succeeded");

        await Eventually.TrueAsync(() => watch.Seen.Contains("a4"), "the last version is seen");
        watch.Seen.ShouldBe(["a1", "a2", "a3", "a4"]);
        (await slow.AnswersAsync()).Distinct().ShouldBe(["a1", "a2", "a3", "a4"]);
        await load.ShouldHaveLostNothingAsync();
        project.On("green").ShouldBe(["a4"]);
        project.On("blue").ShouldBeEmpty();
    }
}
