using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>A real swarm of a manager and a worker, each with an engine and a network of its own.</summary>
[Trait("Category", "EndToEnd")]
[Trait("Runs", "Once")]
[Takes(130)]
public sealed class TwoNodeSwarmTests : IClassFixture<TwoNodeSwarm>
{
    private const int Replicas = 4;

    private readonly TwoNodeSwarm swarm;

    public TwoNodeSwarmTests(TwoNodeSwarm swarm)
    {
        swarm.SkipWhereImpossible();
        this.swarm = swarm;
    }

    [Fact(Timeout = 300_000)]
    public async Task An_update_rolls_over_both_nodes_and_a_bad_one_is_rolled_back_on_both()
    {
        var (one, two) = (swarm.Publish("1", AppImage.Serving("1")), swarm.Publish("2", AppImage.Serving("2")));
        swarm.Publish("bad", AppImage.ExitingAtStart());
        using var stack = await swarm.StackAsync();
        stack.Write(Web("1"));
        await stack.DeployWellAsync();
        ShouldRunOnBoth(stack, one);

        stack.Write(Web("2"));
        await stack.DeployWellAsync();
        ShouldRunOnBoth(stack, two);

        stack.Write(Web("bad"));
        var bad = await stack.DeployAsync();
        bad.Text("state").ShouldBe("rolled_back", bad.ToJsonString());
        bad.Text("error").ShouldStartWith("web: its update failed, and Swarm has rolled it back (rollback_completed): rollback completed; failed on node");
        ShouldRunOnBoth(stack, two);
    }

    [Fact(Timeout = 450_000)]
    public async Task An_update_that_loses_a_node_fails_and_names_it_and_what_remains_takes_the_rollback_and_the_next_one()
    {
        using var folder = new TempDirectory();
        Directory.CreateDirectory(folder.File("lost"));
        await using var server = await RunningServer.StartAsync(
            folder, $"projects: [{{ name: lost, path: {folder.File("lost")}, deploy_mode: swarm }}]", ("DOCKER_HOST", swarm.Manager.Socket), ("STEADY_TIME", "1"), ("UP_TIMEOUT", "45"));
        using var stack = new SwarmStack(server, swarm.Manager, "lost", folder.File("lost"));
        var (old, wanted) = (swarm.Publish("old", AppImage.Healthy("old")), swarm.Publish("new", AppImage.Healthy("new")));
        stack.Write(Web("old"));
        await stack.DeployWellAsync();
        stack.Write(Web("new"));
        var id = await server.PostAsync("/deploy/lost?wait=0").ShouldAcceptAsync();
        await Eventually.TrueAsync(async () => (await server.OutputAsync(id)).Contains("is starting on node2", StringComparison.Ordinal), "the other node has begun with its part");

        swarm.Nodes[1].Freeze();
        try
        {
            await Eventually.TrueAsync(async () => (await server.RecordAsync(id)).ContainsKey("success"), 2 * Eventually.Patience, "it ends", () => server.OutputAsync(id));

            var record = await server.RecordAsync(id);
            record.Text("state").ShouldBe("rolled_back", await server.OutputAsync(id));
            record.Text("error").ShouldContain("after 45 s the stack was not where it should be (UP_TIMEOUT allows it more): web: being updated, ");
            record.Text("error").ShouldContain("; node node2 is Down");
            stack.Running("web").ShouldBe(Enumerable.Repeat(("node1", old), Replicas));

            await stack.DeployWellAsync();
            stack.Running("web").ShouldBe(Enumerable.Repeat(("node1", wanted), Replicas));
        }
        finally
        {
            swarm.Nodes[1].Thaw();
            await Eventually.TrueAsync(() => swarm.Manager.Docker("node", "inspect", "--format", "{{.Status.State}}", "node2") == "ready", "the node is back");
        }
    }

    private static void ShouldRunOnBoth(SwarmStack stack, string image)
    {
        var running = stack.Running("web");
        running.Select(task => task.Image).ShouldBe(Enumerable.Repeat(image, Replicas));
        running.Select(task => task.Node).Distinct().Count().ShouldBe(2);
    }

    private string Web(string version) => SwarmStack.Service("web", swarm.Reference(version), Replicas, more: ", parallelism: 1, order: start-first");
}
