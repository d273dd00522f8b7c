using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>A real swarm of a manager and a worker, each with an engine and a network of its own.</summary>
[Trait("Category", "EndToEnd")]
[Trait("Runs", "Once")]
public sealed class TwoNodeSwarmTests : IClassFixture<TwoNodeSwarm>
{
    private const int Replicas = 4;

    private readonly TwoNodeSwarm swarm;

    public TwoNodeSwarmTests(TwoNodeSwarm swarm)
    {
        swarm.SkipWhereImpossible();
        this.swarm = swarm;
    }

    [Fact(Timeout = 100_000)]
    public async Task An_update_rolls_over_both_nodes_and_a_bad_one_is_rolled_back_on_both()
    {
        var (one, two) = (swarm.Publish("1", AppImage.Serving("1")), swarm.Publish("2", AppImage.Serving("2")));
        swarm.Publish("bad", AppImage.Exiting());
        var stack = await swarm.StackAsync();
        stack.Write(Web("1"));
        await stack.DeployWellAsync();
        ShouldRunOnBoth(stack, one);

        stack.Write(Web("2"));
        await stack.DeployWellAsync();
        ShouldRunOnBoth(stack, two);

        stack.Write(Web("bad"));
        var bad = await stack.DeployAsync();
        bad.Text("state").ShouldBe("rolled_back", bad.ToJsonString());
        bad.Text("error").ShouldStartWith("web: its update failed, and Swarm has rolled it back (rollback_completed: rollback completed); failed on node");
        ShouldRunOnBoth(stack, two);
    }

    [Fact(Timeout = 100_000)]
    public async Task An_update_that_loses_a_node_ends_on_the_other()
    {
        swarm.Publish("old", AppImage.Serving("old"));
        var wanted = swarm.Publish("new", AppImage.Serving("new"));
        var stack = await swarm.StackAsync();
        stack.Write(Web("old"));
        await stack.DeployWellAsync();
        stack.Write(Web("new"));
        var id = await swarm.Server.PostAsync($"/deploy/{stack.Name}?wait=0").ShouldAcceptAsync();
        await Eventually.TrueAsync(async () => (await swarm.Server.OutputAsync(id)).Contains("web: being updated", StringComparison.Ordinal), "it is being updated");

        swarm.Nodes[1].Freeze();
        try
        {
            var record = await swarm.Server.EndedAsync(id);

            record.Text("state").ShouldBe("succeeded", await swarm.Server.OutputAsync(id));
            stack.Running("web").Where(task => task.Node == "node1").Select(task => task.Image).ShouldBe(Enumerable.Repeat(wanted, Replicas));
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

    private string Web(string version) => SwarmStack.Service("web", swarm.Reference(version), Replicas, more: ", parallelism: 1");
}
