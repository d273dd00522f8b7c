using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>People use a project all the time while it is deployed: <c>deploy_mode: blue-green</c>. <c>bench/blue-green.sh</c> does that for longer.</summary>
[Trait("Category", "EndToEnd")]
[Trait("Runs", "Once")]
[Takes(60)]
public sealed class BlueGreenLoadTests : IClassFixture<SidesRig>
{
    private readonly SidesRig rig;

    public BlueGreenLoadTests(SidesRig rig)
    {
        SidesRig.SkipWhereImpossible();
        this.rig = rig;
    }

    [Fact(Timeout = 540_000)]
    public async Task Not_one_request_is_lost_and_versions_come_in_their_order_through_both_proxies()
    {
        rig.Images.Add("exits", AppImage.Exiting());
        await Task.WhenAll(DeployAsync(SidesRig.HaProxy), DeployAsync(SidesRig.Caddy), DeployAsync(project => new HaProxyProgram(project.Name, project.Blue, project.Green) { Check = "" }));
    }

    private async Task DeployAsync(Func<SidesProject, ProxyProgram> proxy)
    {
        using var project = await rig.ProjectAsync(proxy);
        var first = await rig.DeployAsync(project, "a1", "succeeded");
        first.Steps().ShouldNotContain("drain", "nobody was there before");
        using var load = new Load(project.Proxy.Address);
        await using var watch = new VersionWatch(project.Proxy.Address);

        await rig.DeployAsync(project, "a2", "succeeded");
        await rig.DeployAsync(project, "exits", "failed");
        var third = await rig.DeployAsync(project, "a3", "succeeded");
        await rig.DeployAsync(project, "a4", "succeeded");

        await Eventually.TrueAsync(() => watch.Seen.Contains("a4"), "the last version is seen");
        watch.Seen.ShouldBe(["a1", "a2", "a3", "a4"]);
        await load.ShouldHaveLostNothingAsync();
        third.Steps().Where(step => step is not "verify").ShouldBe(
            ["find sides", "note images before", "git pull", "config", "pull", "up", "stays up", "answers", "switch", "note images", "drain"]);
        var serving = project.On("blue").Length > 0 ? "blue" : "green";
        project.On(serving).ShouldBe(["a4"]);
        project.On(serving == "blue" ? "green" : "blue").ShouldBeEmpty();
    }
}
