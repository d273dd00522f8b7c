using System.Text.Json.Nodes;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>Back to the side before: <c>deploy_mode: blue-green</c>.</summary>
[Trait("Category", "EndToEnd")]
[Trait("Runs", "Once")]
[Takes(75)]
public sealed class BlueGreenRollbackTests : IClassFixture<SidesRig>
{
    private readonly SidesRig rig;

    public BlueGreenRollbackTests(SidesRig rig)
    {
        SidesRig.SkipWhereImpossible();
        this.rig = rig;
    }

    [Fact(Timeout = 180_000)]
    public async Task A_health_check_of_the_public_address_that_fails_after_the_switch_leads_back()
    {
        using var health = new HealthListener(200);
        using var project = await rig.ProjectAsync(SidesRig.HaProxy, more: $", health_check: {{ enabled: true, url: '{health.Url}', retries: 5, interval: 1 }}");
        var good = project.Push("a1");
        var first = await rig.DeployAsync(project);
        await using var watch = new VersionWatch(project.Proxy.Address);
        // It leads back as soon as somebody was seen on the new side. Nobody waits for one answer for longer than five seconds.
        health.Next([500], () => SpinWait.SpinUntil(() => watch.Seen.Contains("a2"), TimeSpan.FromSeconds(3)));

        var record = await rig.DeployAsync(project, "a2", "rolled_back");

        record.Text("error").ShouldBe($"health check failed: {health.Url} answered 500; rolled back to {good[..7]}");
        record.Text("restored").ShouldBe(first.Text("id"));
        record.Steps().SkipWhile(step => step != "switch").ShouldBe(
            ["switch", "health check", "rollback: switch back", "rollback: end side", "rollback: note images", "rollback: find commit", "rollback: git reset"]);
        await Eventually.TrueAsync(() => watch.Seen.Count == 3, "people are back");
        watch.Seen.ShouldBe(["a1", "a2", "a1"]);
        project.On("blue").ShouldBe(["a1"]);
        project.On("green").ShouldBeEmpty();
        project.Git.Head.ShouldBe(good);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_public_address_that_does_not_answer_after_the_switch_leads_back()
    {
        using var front = new HealthListener(200);
        using var project = await rig.ProjectAsync(SidesRig.HaProxy, $", url: '{front.Url}'");
        var good = project.Push("a1");
        (await rig.DeployAsync(project)).Steps().ShouldContain("verify");
        front.Next([503]);

        var record = await rig.DeployAsync(project, "a2", "rolled_back");

        record.Text("error").ShouldBe($"HAProxy was told to send people to green, but {front.Url} answered 503; rolled back to {good[..7]}");
        var said = await rig.Server.OutputAsync(record.Text("id"));
        said.Split('\n').Count(line => line.StartsWith($"through HAProxy: {front.Url} ", StringComparison.Ordinal)).ShouldBe(3, said);
        (await rig.PageAsync(project)).ShouldBe("a1");
    }

    [Fact(Timeout = 270_000)]
    public async Task By_hand_the_side_that_still_runs_gets_people_again_without_a_start()
    {
        using var project = await rig.ProjectAsync(SidesRig.HaProxy, ", keep_previous: true");
        var first = await rig.DeployAsync(project, "a1", "succeeded");
        var second = await rig.DeployAsync(project, "a2", "succeeded");
        var starts = (project.StartOf("blue"), project.StartOf("green"));
        await using var watch = new VersionWatch(project.Proxy.Address);

        var back = await RollBackAsync(project);

        back.Text("restored").ShouldBe(first.Text("id"));
        back.Steps().ShouldNotContain("rollback: up");
        back.Steps().ShouldContain("rollback: switch");
        (await rig.PageAsync(project)).ShouldBe("a1");
        (await RollBackAsync(project, $"?to={second.Text("id")}")).Steps().ShouldNotContain("rollback: up");
        (await rig.PageAsync(project)).ShouldBe("a2");
        await Eventually.TrueAsync(() => watch.Seen.Count == 3, "people are there again");
        watch.Seen.ShouldBe(["a2", "a1", "a2"]);
        (project.StartOf("blue"), project.StartOf("green")).ShouldBe(starts);
    }

    [Fact(Timeout = 270_000)]
    public async Task By_hand_a_side_that_was_ended_is_started_again_with_the_image_of_then()
    {
        using var project = await rig.ProjectAsync(SidesRig.Caddy);
        var good = project.Push("a1");
        var first = await rig.DeployAsync(project);
        await rig.DeployAsync(project, "a2", "succeeded");
        using var load = new Load(project.Proxy.Address);
        await using var watch = new VersionWatch(project.Proxy.Address);

        var back = await RollBackAsync(project);

        back.Text("restored").ShouldBe(first.Text("id"));
        back.Steps().ShouldContain("rollback: up");
        await Eventually.TrueAsync(() => watch.Seen.Count == 2, "people are back");
        watch.Seen.ShouldBe(["a2", "a1"]);
        await load.ShouldHaveLostNothingAsync();
        project.Git.Head.ShouldBe(good);
    }

    private async Task<JsonObject> RollBackAsync(SidesProject project, string query = "")
    {
        var record = await rig.Server.EndedAsync(await rig.Server.PostAsync($"/rollback/{project.Name}{query}").ShouldAcceptAsync());
        record.Text("state").ShouldBe("rolled_back", $"{record}\n{await rig.Server.OutputAsync(record.Text("id"))}");
        return record;
    }
}
