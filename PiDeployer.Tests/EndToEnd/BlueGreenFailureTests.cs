using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>A new side that does not come up is nobody's trouble: <c>deploy_mode: blue-green</c>.</summary>
[Trait("Category", "EndToEnd")]
[Trait("Runs", "Once")]
[Takes(90)]
public sealed class BlueGreenFailureTests : IClassFixture<SidesRig>
{
    private readonly SidesRig rig;

    public BlueGreenFailureTests(SidesRig rig)
    {
        SidesRig.SkipWhereImpossible();
        this.rig = rig;
    }

    [Fact(Timeout = 540_000)]
    public async Task Whatever_is_wrong_with_a_new_side_it_goes_and_the_old_one_never_loses_a_request()
    {
        rig.Images.Add("ill", AppImage.NeverHealthy("ill"));
        rig.Images.Add("exits", AppImage.Exiting());
        using var project = await rig.ProjectAsync(SidesRig.HaProxy);
        var good = project.Push("a1");
        await rig.DeployAsync(project);
        var start = project.StartOf("blue");
        using var load = new Load(project.Proxy.Address);
        await using var watch = new VersionWatch(project.Proxy.Address);

        await ShouldFailAsync(() => project.Push("exits"), "web is exited with 3", "stays up");
        await ShouldFailAsync(() => project.Push("ill"), "web is ", "stays up");
        await ShouldFailAsync(() => project.Push("a2", port: 9999), $"127.0.0.1:{project.Green} could not be reached", "answers");
        await ShouldFailAsync(() => project.Push("nowhere"), " up -d --remove-orphans exited with ", "up");
        await ShouldFailAsync(() => project.PushFile("services:\n  web: {"), "docker compose ", "config");
        await ShouldFailAsync(() => project.Push("a2", more: "    imagee: wrong"), "imagee", "config");

        watch.Seen.ShouldBe(["a1"]);
        await load.ShouldHaveLostNothingAsync();
        project.StartOf("blue").ShouldBe(start);
        await rig.DeployAsync(project, "a2", "succeeded");
        (await rig.PageAsync(project)).ShouldBe("a2");

        async Task ShouldFailAsync(Func<string> push, string words, string step)
        {
            push();
            var record = await rig.DeployAsync(project, "failed");
            record.Text("error").ShouldContain(words);
            record.Text("error").ShouldEndWith($"; the files are those of {good[..7]} again, and nothing else was touched");
            record.Steps().Last(name => !name.StartsWith("rollback: ", StringComparison.Ordinal)).ShouldBe(step);
            record.Steps().ShouldNotContain("switch");
            project.On("green").ShouldBeEmpty();
            project.Git.Head.ShouldBe(good);
        }
    }

    [Fact(Timeout = 180_000)]
    public async Task Where_nothing_served_before_a_side_that_fails_goes_too_and_the_next_one_is_tried()
    {
        using var project = await rig.ProjectAsync(SidesRig.Caddy);

        var record = await rig.DeployAsync(project, "nowhere", "failed");

        record.Text("error").ShouldContain(" up -d --remove-orphans exited with ");
        project.On("blue").ShouldBeEmpty();
        project.On("green").ShouldBeEmpty();
        await rig.DeployAsync(project, "a1", "succeeded");
        (await rig.PageAsync(project)).ShouldBe("a1");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_proxy_that_has_forgotten_what_it_was_told_sends_nobody_to_a_side_that_is_not_ready()
    {
        rig.Images.Add("slowly", AppImage.NeverHealthy("not ready"));
        using var project = await rig.ProjectAsync(project => new HaProxyProgram(project.Name, project.Blue, project.Green) { Check = "" });
        await rig.DeployAsync(project, "a1", "succeeded");
        await project.Proxy.ShouldBeOfType<HaProxyProgram>().ReloadAsync();
        await using var watch = new VersionWatch(project.Proxy.Address);

        await rig.DeployAsync(project, "slowly", "failed");

        watch.Seen.ShouldBe(["a1"]);
    }
}
