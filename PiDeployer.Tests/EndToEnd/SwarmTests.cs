using System.Net;
using System.Text.Json.Nodes;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>A real swarm of one node, with a real registry.</summary>
[Trait("Category", "EndToEnd")]
[Trait("Runs", "Once")]
[Takes(170)]
public sealed class SwarmTests : IClassFixture<OneNodeSwarm>
{
    private readonly OneNodeSwarm swarm;

    public SwarmTests(OneNodeSwarm swarm)
    {
        swarm.SkipWhereImpossible();
        this.swarm = swarm;
    }

    [Fact(Timeout = 180_000)]
    public async Task A_stack_is_made_updated_and_loses_what_its_file_names_no_more()
    {
        var (one, two) = (swarm.Publish("update-1", AppImage.Serving("1")), swarm.Publish("update-2", AppImage.Serving("2")));
        using var stack = await swarm.StackAsync();
        stack.Write(SwarmStack.Service("web", swarm.Reference("update-1"), replicas: 2), SwarmStack.Service("side", swarm.Reference("update-1")));

        var made = await stack.DeployWellAsync();

        made.Steps().ShouldBe(["swarm", "note images before", "docker stack deploy", "converge", "note images"]);
        stack.Running("web").Select(task => task.Image).ShouldBe([one, one]);
        stack.Services().ShouldBe(["side", "web"]);

        stack.Write(SwarmStack.Service("web", swarm.Reference("update-2"), replicas: 2));
        var updated = await stack.DeployWellAsync();

        stack.Running("web").Select(task => task.Image).ShouldBe([two, two]);
        stack.Services().ShouldBe(["web"]);
        ImagesOf(updated, "before").ShouldBe([$"side {one}", $"web {one}"]);
        ImagesOf(updated, "after").ShouldBe([$"web {two}"]);
    }

    [Theory(Timeout = 180_000)]
    [InlineData("rollback", "auto", "rolled_back", "web: its update failed, and Swarm has rolled it back (rollback_completed): rollback completed; failed on node1: task: non-zero exit (3); rolled back to the images before")]
    [InlineData("pause", "off", "failed", "web: its update failed, and Swarm has paused it (paused): update paused due to failure or early termination of task *; failed on node1: task: non-zero exit (3)")]
    public async Task A_bad_image_is_a_failure_whatever_Swarm_does_about_it(string onFailure, string rollback, string state, string error)
    {
        var good = swarm.Publish("bad-good", AppImage.Serving("good"));
        swarm.Publish("bad-exits", AppImage.ExitingAtStart());
        using var stack = await swarm.StackAsync($", rollback: {rollback}");
        stack.Write(SwarmStack.Service("side", swarm.Reference("bad-good")), SwarmStack.Service("web", swarm.Reference("bad-good"), onFailure: onFailure));
        await stack.DeployWellAsync();
        stack.Write(SwarmStack.Service("side", swarm.Reference("bad-good")), SwarmStack.Service("web", swarm.Reference("bad-exits"), onFailure: onFailure));

        var bad = await stack.DeployAsync();

        bad.Text("state").ShouldBe(state, bad.ToJsonString());
        bad.Text("error").ShouldMatch($"^{System.Text.RegularExpressions.Regex.Escape(error).Replace("\\*", "[a-z0-9]+", StringComparison.Ordinal)}$");
        bad["steps"].ShouldBeOfType<JsonArray>().Single(step => step.Text("name") == "converge").Text("tail").ShouldContain("no database");
        if (rollback == "auto" || onFailure == "rollback")
            stack.Running("web").ShouldBe([("node1", good)]);

        stack.Write(SwarmStack.Service("side", swarm.Reference("bad-good")), SwarmStack.Service("web", swarm.Reference("bad-good"), onFailure: onFailure));
        await stack.DeployWellAsync();
    }

    [Fact(Timeout = 180_000)]
    public async Task What_never_stays_up_fails_long_before_the_limit_and_is_left_where_nothing_was_before()
    {
        swarm.Publish("loop", AppImage.ExitingAtStart());
        using var stack = await swarm.StackAsync();
        stack.Write(SwarmStack.Service("web", swarm.Reference("loop")));

        var record = await stack.DeployAsync();

        record.Text("state").ShouldBe("failed");
        // It may have failed once more before anybody looked.
        record.Text("error").ShouldMatch(@"^web does not stay up: [3-9] times its task 1 has failed: failed on node1: task: non-zero exit \(3\); there was no other state to roll back to$");
        (await swarm.Server.OutputAsync(record.Text("id"))).ShouldContain($"`docker stack rm {stack.Name}` takes it away.");
        stack.Services().ShouldBe(["web"]);
    }

    [Fact(Timeout = 180_000)]
    public async Task By_hand_the_commit_and_the_very_images_come_back_though_the_tag_is_anothers_by_now()
    {
        var git = new GitRepository(swarm.Folder, "shop");
        var first = swarm.Publish("latest", AppImage.Serving("first"));
        using var stack = await swarm.StackAsync(", repo: ann/shop", git.Checkout);
        var commit = git.Push("compose.yaml", SwarmStack.Text(SwarmStack.Service("web", swarm.Reference("latest"))), "first");
        await stack.DeployWellAsync();
        var second = swarm.Publish("latest", AppImage.Serving("second"));
        git.Push("compose.yaml", SwarmStack.Text(SwarmStack.Service("web", swarm.Reference("latest")), SwarmStack.Service("side", swarm.Reference("latest"))), "second");
        await stack.DeployWellAsync();
        stack.Image("web").ShouldBe(second);

        var back = await stack.DeployAsync("/rollback");

        back.Text("state").ShouldBe("rolled_back", back.ToJsonString());
        git.Head.ShouldBe(commit);
        stack.Running("web").ShouldBe([("node1", first)]);
        stack.Services().ShouldBe(["web"]);
        Directory.GetFiles(swarm.Folder.File("state/compose"), "*.images.yaml").ShouldBeEmpty();
    }

    [Fact(Timeout = 180_000)]
    public async Task Variables_come_from_the_env_file_beside_the_compose_file()
    {
        swarm.Publish("from-env", AppImage.Serving("1"));
        using var stack = await swarm.StackAsync();
        stack.Write(SwarmStack.Service("web", "${IMAGE:-nothing}", 1));
        await File.WriteAllTextAsync(Path.Combine(stack.Folder, ".env"), $"IMAGE='{swarm.Reference("from-env")}'\nDOCKER_HOST=unix:///nowhere\n");

        await stack.DeployWellAsync();

        stack.Image("web").ShouldStartWith(swarm.Reference("from-env"));
    }

    [Fact(Timeout = 180_000)]
    public async Task Jobs_count_when_they_are_done_and_fail_it_when_they_do_not_get_done()
    {
        swarm.Publish("done", AppImage.Finishing());
        swarm.Publish("exits", AppImage.Exiting());
        using var stack = await swarm.StackAsync();
        string Jobs(string image) => $"""
              job: {Job(image, "{ mode: replicated-job, replicas: 2, restart_policy: { delay: 100ms } }")}
              everywhere: {Job(image, "{ mode: global-job }")}
              once: {Job(image, "{ restart_policy: { condition: none } }")}

            """;
        string Job(string image, string deploy) => $$"""{ image: "{{swarm.Reference(image)}}", healthcheck: { disable: true }, stop_grace_period: 0s, deploy: {{deploy}} }""";

        stack.Write(Jobs("done"));
        await stack.DeployWellAsync();

        stack.Write(Jobs("done").Replace(Job("done", "{ restart_policy: { condition: none } }"), Job("exits", "{ restart_policy: { condition: none } }"), StringComparison.Ordinal));
        var failed = await stack.DeployAsync();
        failed.Text("error").ShouldStartWith("once");
    }

    [Fact(Timeout = 180_000)]
    public async Task Two_stacks_at_once_do_not_mind_each_other()
    {
        swarm.Publish("both", AppImage.Serving("both"));
        swarm.Publish("both-exits", AppImage.ExitingAtStart());
        using var good = await swarm.StackAsync();
        using var bad = await swarm.StackAsync();
        good.Write(SwarmStack.Service("web", swarm.Reference("both")));
        bad.Write(SwarmStack.Service("web", swarm.Reference("both-exits")));

        var records = await Task.WhenAll(good.DeployAsync(), bad.DeployAsync());

        records.Select(record => record.Text("state")).ShouldBe(["succeeded", "failed"]);
        good.Running("web").Length.ShouldBe(1);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_file_that_Docker_cannot_read_changes_nothing_and_a_single_service_is_no_ones_to_update()
    {
        var good = swarm.Publish("kept", AppImage.Serving("kept"));
        using var stack = await swarm.StackAsync();
        stack.Write(SwarmStack.Service("web", swarm.Reference("kept")));
        await stack.DeployWellAsync();
        stack.Write(SwarmStack.Service("web", swarm.Reference("kept")), "  broken: { imagine: nothing }\n");

        var record = await stack.DeployAsync();

        (record.Text("state"), record.Flag("changed")).ShouldBe(("failed", false));
        record.Text("error").ShouldContain("imagine");
        stack.Image("web").ShouldBe(good);

        using var refused = await swarm.Server.CallAsync("/deploy", $$"""{"stack":"{{stack.Name}}","service":"web"}""");
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("deployed together");
    }

    [Fact(Timeout = 180_000)]
    public async Task Who_cancels_it_is_told_that_Swarm_goes_on_and_the_next_deployment_takes_it_from_there()
    {
        swarm.Publish("slow-1", AppImage.Serving("1"));
        var two = swarm.Publish("slow-2", AppImage.Serving("2"));
        using var stack = await swarm.StackAsync();
        stack.Write(SwarmStack.Service("web", swarm.Reference("slow-1"), replicas: 2));
        await stack.DeployWellAsync();
        stack.Write(SwarmStack.Service("web", swarm.Reference("slow-2"), replicas: 2, more: ", delay: 10s"));
        var id = await swarm.Server.PostAsync($"/deploy/{stack.Name}?wait=0").ShouldAcceptAsync();
        await swarm.Server.SaysAsync(id, "web: being updated, ");

        await swarm.Server.PostAsync($"/deployments/{id}/cancel").ShouldAnswerAsync(HttpStatusCode.Accepted);

        (await swarm.Server.EndedAsync(id)).Text("state").ShouldBe("cancelled");
        (await swarm.Server.OutputAsync(id)).ShouldContain("Swarm goes on with it by itself");
        await stack.DeployWellAsync();
        stack.Running("web").Select(task => task.Image).ShouldBe([two, two]);
    }

    [Fact(Timeout = 180_000)]
    public async Task Without_a_swarm_nothing_is_touched_and_it_says_how_to_get_one()
    {
        using var folder = new TempDirectory();
        using var alone = await SwarmNode.StartAsync("alone", folder.File("engine"));
        folder.Write("shop/compose.yaml", SwarmStack.Text(SwarmStack.Service("web", "shop")));
        await using var server = await RunningServer.StartAsync(folder, $"projects: [{{ name: shop, path: {folder.File("shop")}, deploy_mode: swarm }}]", ("DOCKER_HOST", alone.Socket));

        var record = await server.EndedAsync(await server.PostAsync("/deploy/shop?wait=0").ShouldAcceptAsync());

        (record.Text("state"), record.Flag("changed")).ShouldBe(("failed", false));
        record.Text("error").ShouldStartWith("this machine's Docker is in no swarm: `docker swarm init`");
        record.Steps().ShouldBe(["swarm"]);
        alone.Docker("network", "ls", "--quiet", "--filter", "driver=overlay").ShouldBeEmpty();
    }

    private static IEnumerable<string> ImagesOf(JsonObject record, string when) =>
        record[when]?["images"].ShouldBeOfType<JsonArray>().Select(image => $"{image.Text("service")} {image.Text("id")}") ?? [];
}
