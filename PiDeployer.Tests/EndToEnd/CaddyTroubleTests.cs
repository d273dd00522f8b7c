using System.Text.Json.Nodes;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>Caddy has a configuration of its own, with the sites of others, and may be gone or changed at any time.</summary>
[Trait("Category", "EndToEnd")]
[Trait("Runs", "Once")]
[Takes(65)]
public sealed class CaddyTroubleTests : IClassFixture<SidesRig>
{
    /// <summary>A site at the same address, which takes every host; as from a Caddyfile with <c>:8080 { respond "others" }</c>.</summary>
    private const string Others =
        """{ "http": { "servers": { "srv0": { "listen": ["127.0.0.1:{port}"], "routes": [{ "handle": [{ "handler": "static_response", "body": "others" }] }] } } } }""";

    /// <summary>For tests that decide themselves when the old side is drained.</summary>
    private const string LongDrain = ", drain: 60";

    private readonly SidesRig rig;

    public CaddyTroubleTests(SidesRig rig)
    {
        SidesRig.SkipWhereImpossible();
        this.rig = rig;
    }

    [Fact(Timeout = 180_000)]
    public async Task At_an_address_with_sites_of_others_these_stay_as_they_are_and_its_configuration_changes_once()
    {
        using var project = await rig.ProjectAsync(_ => new CaddyProgram { Apps = Others });
        var caddy = project.Proxy.ShouldBeOfType<CaddyProgram>();
        (await rig.PageAsync(project)).ShouldBe("others");

        await rig.DeployAsync(project, "a1", "succeeded");
        var configuration = await caddy.ConfigurationAsync();
        await rig.DeployAsync(project, "a2", "succeeded");

        (await rig.PageAsync(project)).ShouldBe("a2");
        using var request = new HttpRequestMessage(HttpMethod.Get, project.Proxy.Address) { Headers = { Host = "others.example.org" } };
        using var answer = await rig.Server.Http.SendAsync(request);
        (await answer.Content.ReadAsStringAsync()).ShouldBe("others");
        JsonNode.DeepEquals(await caddy.ConfigurationAsync(), configuration).ShouldBeTrue("each change makes Caddy begin anew");
    }

    [Fact(Timeout = 180_000)]
    public async Task One_without_any_configuration_gets_a_server()
    {
        Assert.SkipWhen(LoopbackPorts.IsTaken(CaddyProgram.UsualPort), "Another Caddy has the port that one without a configuration takes.");
        using var project = await rig.ProjectAsync(_ => new CaddyProgram { HasNothing = true });
        (await project.Proxy.ShouldBeOfType<CaddyProgram>().ConfigurationAsync()).ShouldBeNull();
        await rig.DeployAsync(project, "a1", "succeeded");
        (await rig.PageAsync(project)).ShouldBe("a1");
    }

    [Fact(Timeout = 180_000)]
    public async Task Its_admin_api_may_be_at_a_socket()
    {
        using var project = await rig.ProjectAsync(_ => new CaddyProgram { HasSocket = true });
        await rig.DeployAsync(project, "a1", "succeeded");
        await rig.DeployAsync(project, "a2", "succeeded");
        (await rig.PageAsync(project)).ShouldBe("a2");
    }

    [Fact(Timeout = 270_000)]
    public async Task A_route_that_is_lost_comes_back_with_the_next_deployment_and_leads_where_it_led_before()
    {
        using var project = await rig.ProjectAsync(_ => new CaddyProgram { Apps = Others });
        var caddy = project.Proxy.ShouldBeOfType<CaddyProgram>();
        await rig.DeployAsync(project, "a1", "succeeded");
        await using var watch = new VersionWatch(project.Proxy.Address);
        await Eventually.TrueAsync(() => LosesItAsync(caddy, watch), "the route is lost");

        await rig.DeployAsync(project, "nowhere", "failed");

        (await rig.PageAsync(project)).ShouldBe("a1");
        watch.Seen.ShouldNotContain(seen => seen.All(char.IsAsciiDigit), "whoever was answered had a page");
        await rig.DeployAsync(project, "a2", "succeeded");
        (await rig.PageAsync(project)).ShouldBe("a2");
    }

    [Fact(Timeout = 270_000)]
    public async Task A_reload_while_the_old_side_drains_is_noticed_and_the_route_is_put_back()
    {
        using var project = await rig.ProjectAsync(SidesRig.Caddy, LongDrain);
        var caddy = project.Proxy.ShouldBeOfType<CaddyProgram>();
        await rig.DeployAsync(project, "a1", "succeeded");
        project.Push("a2");
        using var held = await HoldAsync(project, caddy);
        var id = await rig.BeginAsync(project);
        await rig.Server.SaysAsync(id, SidesRig.Verified);

        await caddy.ReloadAsync();

        var record = await rig.Server.EndedAsync(id);
        record.Text("state").ShouldBe("succeeded", record.ToJsonString());
        (await rig.Server.OutputAsync(id)).ShouldContain("It is told again.");
        (await rig.PageAsync(project)).ShouldBe("a2");
    }

    [Fact(Timeout = 180_000)]
    public async Task While_it_is_down_a_deployment_fails_and_the_side_that_served_still_does()
    {
        using var project = await rig.ProjectAsync(SidesRig.Caddy);
        await rig.DeployAsync(project, "a1", "succeeded");
        project.Proxy.Stop();

        var record = await rig.DeployAsync(project, "a2", "failed");

        record.Steps().ShouldBe(["find sides"]);
        record.Text("error").ShouldStartWith($"Caddy's admin API cannot be asked at {project.Proxy.ShouldBeOfType<CaddyProgram>().Admin}: ");
        record.Text("error").ShouldContain(". Does Caddy run, with its admin API there?");
        project.On("blue").ShouldBe(["a1"]);
    }

    [Fact(Timeout = 270_000)]
    public async Task What_began_on_the_old_side_ends_there_before_that_is_ended()
    {
        using var project = await rig.ProjectAsync(SidesRig.Caddy, LongDrain);
        var caddy = project.Proxy.ShouldBeOfType<CaddyProgram>();
        await rig.DeployAsync(project, "a1", "succeeded");
        project.Push("a2");
        using var held = await HoldAsync(project, caddy);

        var id = await rig.BeginAsync(project);
        await rig.Server.SaysAsync(id, SidesRig.Verified);

        (await rig.PageAsync(project)).ShouldBe("a2");
        project.On("blue").ShouldBe(["a1"]);
        (await held.EndAsync()).ShouldBe("a1");
        (await rig.Server.EndedAsync(id)).Text("state").ShouldBe("succeeded");
        project.On("blue").ShouldBeEmpty();
    }

    /// <summary>A request that blue has.</summary>
    private static Task<HeldRequest> HoldAsync(SidesProject project, CaddyProgram caddy) => HeldRequest.BeginAsync(caddy.Address, () => caddy.IsBusyAtAsync(project.Blue));

    /// <summary>The program itself puts the route back now and then, and the server that Caddy ends may still answer one more: then it is lost again.</summary>
    private static async Task<bool> LosesItAsync(CaddyProgram caddy, VersionWatch watch)
    {
        await caddy.ReloadAsync();
        return watch.Seen is [.., "others"];
    }
}
