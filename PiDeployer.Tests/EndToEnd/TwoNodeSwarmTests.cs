using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>A real swarm of a manager and a worker, each with an engine and a network of its own.</summary>
[Trait("Category", "EndToEnd")]
[Trait("Runs", "Once")]
public sealed class TwoNodeSwarmTests : IClassFixture<TwoNodeSwarm>
{
    private static readonly string[] Versions = ["1", "2", "3"];
    private static readonly string[] Spread = ["node1", "node1", "node2", "node2"];

    private readonly TwoNodeSwarm swarm;

    public TwoNodeSwarmTests(TwoNodeSwarm swarm)
    {
        swarm.SkipWhereImpossible();
        this.swarm = swarm;
    }

    [Fact(Timeout = 100_000)]
    public async Task An_update_rolls_over_both_nodes_a_bad_one_is_rolled_back_and_one_that_loses_a_node_ends_on_the_other()
    {
        var images = Versions.ToDictionary(version => version, version => swarm.Publish(version, AppImage.Serving(version)));
        swarm.Publish("bad", AppImage.Exiting());
        var stack = await swarm.StackAsync();
        stack.Write(Web("1"));
        await stack.DeployWellAsync();
        stack.Running("web").Order().ShouldBe([.. Both("1")]);

        stack.Write(Web("2"));
        await stack.DeployWellAsync();
        stack.Running("web").Order().ShouldBe([.. Both("2")]);

        stack.Write(Web("bad"));
        var bad = await stack.DeployAsync();
        bad.Text("state").ShouldBe("rolled_back", bad.ToJsonString());
        bad.Text("error").ShouldStartWith("web: its update failed, and Swarm has rolled it back (rollback_completed: rollback completed); failed on node");
        stack.Running("web").Order().ShouldBe([.. Both("2")]);

        stack.Write(Web("3"));
        var id = await swarm.Server.PostAsync($"/deploy/{stack.Name}?wait=0").ShouldAcceptAsync();
        await Eventually.TrueAsync(async () => (await swarm.Server.OutputAsync(id)).Contains("web: being updated", StringComparison.Ordinal), "it is being updated");
        swarm.Nodes[1].Freeze();
        var last = await swarm.Server.EndedAsync(id);
        last.Text("state").ShouldBe("succeeded", await swarm.Server.OutputAsync(id));
        stack.Running("web").Where(task => task.Node == "node1").ShouldBe(Enumerable.Repeat(("node1", images["3"]), 4));

        IEnumerable<(string, string)> Both(string version) => Spread.Select(node => (node, images[version]));
        string Web(string version) => SwarmStack.Service("web", swarm.Reference(version), replicas: 4, more: ", parallelism: 1, order: start-first");
    }
}
