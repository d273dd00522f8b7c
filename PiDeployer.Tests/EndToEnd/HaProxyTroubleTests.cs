using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>HAProxy is somebody else's program: it may be gone, closed to us, or changed at any time.</summary>
[Trait("Category", "EndToEnd")]
[Trait("Runs", "Once")]
[Takes(110)]
public sealed class HaProxyTroubleTests : IClassFixture<SidesRig>
{
    private readonly SidesRig rig;

    public HaProxyTroubleTests(SidesRig rig)
    {
        SidesRig.SkipWhereImpossible();
        this.rig = rig;
    }

    [Fact(Timeout = 180_000)]
    public async Task What_cannot_work_is_refused_before_anything_is_touched_and_says_what_mends_it()
    {
        await RefusesAsync(project => new HaProxyProgram(project.Name, project.Blue, project.Green) { Level = "operator" }, (_, _) => "its `stats socket` line needs `level admin`");
        await RefusesAsync(
            project => new HaProxyProgram("other", project.Blue, project.Green) { Named = project.Name }, (project, _) => $"HAProxy knows no backend {project.Name} with servers; haproxy.backend names it");
        await RefusesAsync(
            project => new HaProxyProgram(project.Name, project.Green, project.Blue),
            (project, _) => $"HAProxy's server {project.Name}/blue is at 127.0.0.1:{project.Green}, but blue_green.ports says {project.Blue}");
        await RefusesAsync(
            project => new HaProxyProgram(project.Name, project.Blue, project.Green) { GreenName = "verde" },
            (project, _) => $"HAProxy's backend {project.Name} has no server green; it needs the line `server green 127.0.0.1:{project.Green} check`");
        await RefusesAsync(SidesRig.HaProxy, (_, proxy) => $"HAProxy cannot be asked at {proxy.SocketPath}: ", proxy => proxy.Stop());
    }

    [Fact(Timeout = 270_000)]
    public async Task While_it_is_down_a_deployment_fails_and_when_it_is_back_one_succeeds()
    {
        using var project = await rig.ProjectAsync(SidesRig.HaProxy);
        await rig.DeployAsync(project, "a1", "succeeded");
        project.Proxy.Stop();

        var record = await rig.DeployAsync(project, "a2", "failed");

        record.Text("error").ShouldContain("Does HAProxy run, with a `stats socket … level admin` there?");
        project.On("blue").ShouldBe(["a1"]);
        await project.Proxy.StartAsync();
        (await rig.PageAsync(project)).ShouldBe("a1");
        await rig.DeployAsync(project);
        (await rig.PageAsync(project)).ShouldBe("a2");
    }

    [Fact(Timeout = 270_000)]
    public async Task A_reload_while_the_old_side_drains_is_noticed_and_it_is_told_again()
    {
        var (project, proxy) = await TwoVersionsAsync();
        using var owned = project;
        using var held = await HoldAsync(proxy);
        var id = await BeginToDrainAsync(project);

        await proxy.ReloadAsync();

        var record = await rig.Server.EndedAsync(id);
        record.Text("state").ShouldBe("succeeded", record.ToJsonString());
        (await rig.Server.OutputAsync(id)).ShouldContain("HAProxy does not do any more what it was told: blue is UP. It is told again.");
        proxy.StatusOf("green").ShouldBe("UP");
        proxy.StatusOf("blue").ShouldBe("MAINT");
        (await rig.PageAsync(project)).ShouldBe("a2");
    }

    [Fact(Timeout = 270_000)]
    public async Task What_began_on_the_old_side_ends_there_before_that_is_ended()
    {
        var (project, proxy) = await TwoVersionsAsync();
        using var owned = project;
        using var held = await HoldAsync(proxy);

        var id = await BeginToDrainAsync(project);

        (await rig.PageAsync(project)).ShouldBe("a2");
        project.On("blue").ShouldBe(["a1"]);
        (await held.EndAsync()).ShouldBe("a1");
        (await rig.Server.EndedAsync(id)).Text("state").ShouldBe("succeeded");
        project.On("blue").ShouldBeEmpty();
        proxy.StatusOf("blue").ShouldBe("MAINT");
    }

    [Fact(Timeout = 270_000)]
    public async Task Somebody_who_takes_the_new_side_out_while_the_old_one_drains_has_people_on_the_old_one()
    {
        var (project, proxy) = await TwoVersionsAsync();
        using var owned = project;
        using var held = await HoldAsync(proxy);
        var id = await BeginToDrainAsync(project);

        proxy.Set(("blue", "ready"), ("green", "maint"));

        var record = await rig.Server.EndedAsync(id);
        record.Text("state").ShouldBe("rolled_back", record.ToJsonString());
        record.Text("error").ShouldStartWith("HAProxy sends nobody to green any more, which is MAINT there; did it fail, or has somebody taken it out?; rolled back to ");
        (await rig.PageAsync(project)).ShouldBe("a1");
        project.On("blue").ShouldBe(["a1"]);
        project.On("green").ShouldBeEmpty();
    }

    [Fact(Timeout = 270_000)]
    public async Task Where_it_goes_while_the_old_side_drains_both_stay_until_the_next_deployment()
    {
        var (project, proxy) = await TwoVersionsAsync(drain: 20);
        using var owned = project;
        using var held = await HoldAsync(proxy);
        var id = await BeginToDrainAsync(project);

        proxy.Stop();

        var record = await rig.Server.EndedAsync(id);
        record.Text("state").ShouldBe("succeeded", record.ToJsonString());
        (await rig.Server.OutputAsync(id)).ShouldContain("HAProxy cannot be relied upon, so blue stays up until the next deployment.");
        project.On("blue").ShouldBe(["a1"]);
        project.On("green").ShouldBe(["a2"]);
        await proxy.StartAsync();
        (await rig.DeployAsync(project, "a3", "succeeded")).Steps().ShouldContain("end side");
        project.On("blue").ShouldBe(["a3"]);
        project.On("green").ShouldBeEmpty();
    }

    [Fact(Timeout = 270_000)]
    public async Task Where_both_sides_answer_and_nobody_knows_which_one_serves_it_is_refused()
    {
        using var project = await rig.ProjectAsync(SidesRig.HaProxy, ", keep_previous: true");
        var proxy = project.Proxy.ShouldBeOfType<HaProxyProgram>();
        await rig.DeployAsync(project, "a1", "succeeded");
        await rig.DeployAsync(project, "a2", "succeeded");
        File.Delete(Path.Combine(rig.Server.Folder.Path, "state", "sides", project.Name));
        await proxy.ReloadAsync();

        var record = await rig.DeployAsync(project, "a3", "failed");

        record.Steps().ShouldBe(["find sides"]);
        record.Text("error").ShouldStartWith("HAProxy sends people to both sides, both answer, and which one is the right one is not known; end the other one, or take it out of HAProxy");
        proxy.Set(("blue", "maint"));
        await rig.DeployAsync(project);
        (project.On("blue")[0], project.On("green")[0]).ShouldBe(("a3", "a2"));
    }

    private async Task<(SidesProject Project, HaProxyProgram Proxy)> TwoVersionsAsync(int drain = 60)
    {
        var project = await rig.ProjectAsync(SidesRig.HaProxy, $", drain: {drain}");
        await rig.DeployAsync(project, "a1", "succeeded");
        project.Push("a2");
        return (project, project.Proxy.ShouldBeOfType<HaProxyProgram>());
    }

    /// <summary>A request that blue has.</summary>
    private static Task<HeldRequest> HoldAsync(HaProxyProgram proxy) => HeldRequest.BeginAsync(proxy.Address, () => Task.FromResult(proxy.IsBusyWith("blue")));

    /// <summary>Begins a deployment, and waits until people are sent to green and nothing is left but to end blue.</summary>
    private async Task<string> BeginToDrainAsync(SidesProject project)
    {
        var id = await rig.BeginAsync(project);
        await rig.Server.SaysAsync(id, "HAProxy sends people to green.");
        return id;
    }

    private async Task RefusesAsync(Func<SidesProject, ProxyProgram> make, Func<SidesProject, HaProxyProgram, string> words, Action<HaProxyProgram>? before = null)
    {
        using var project = await rig.ProjectAsync(make);
        var proxy = project.Proxy.ShouldBeOfType<HaProxyProgram>();
        before?.Invoke(proxy);
        var record = await rig.DeployAsync(project, "failed");
        record.Steps().ShouldBe(["find sides"]);
        record.Text("error").ShouldContain(words(project, proxy));
    }
}
