using System.Text.Json.Nodes;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>What a process finds that was started by a deployment of its own unit.</summary>
[Trait("Category", "EndToEnd")]
[Takes(20)]
public sealed class HandOverTests : IDisposable
{
    private const string Id = "20261121-140507-9f3a61";

    private readonly TempDirectory folder = new();
    private readonly GitRepository git;
    private readonly string good;
    private readonly string bad;

    public HandOverTests()
    {
        git = new GitRepository(folder, "shop");
        good = git.Head;
        bad = git.Push("version.txt", "2", "second");
        git.InCheckout("pull", "-q");
        folder.WriteScript("script.sh", "cp version.txt ../deployed; ls ../state/rolling_back >../seen");
    }

    [Fact(Timeout = 180_000)]
    public async Task It_is_finished_by_the_health_check()
    {
        using var health = new HealthListener(200);
        HandOver();
        await using var server = await StartAsync(health, "auto");

        var record = await server.EndedAsync(Id);

        record.Text("state").ShouldBe("succeeded");
        record.Text("started_at").ShouldBe("2026-11-21T14:05:07+00:00");
        record.Steps().ShouldBe(["git pull", "systemctl restart", "health check"]);
        record["after"].Text("commit").ShouldBe(bad);
        File.Exists(folder.File("deployed")).ShouldBeFalse();
        ShouldBeForgotten();
    }

    [Fact(Timeout = 180_000)]
    public async Task A_health_check_that_fails_makes_a_failure()
    {
        using var health = new HealthListener(500);
        HandOver();
        await using var server = await StartAsync(health, "off");

        var record = await server.EndedAsync(Id);

        record.Text("state").ShouldBe("failed");
        record.Text("error").ShouldBe($"health check failed: {health.Url} answered 500");
        record["after"].ShouldBeNull();
        git.Head.ShouldBe(bad);
        ShouldBeForgotten();
    }

    [Fact(Timeout = 180_000)]
    public async Task A_rollback_that_begins_after_the_restart_is_written_down_before_it_is_done()
    {
        using var health = new HealthListener(500, 200);
        HandOver();
        await using var server = await StartAsync(health, "auto");

        var record = await server.EndedAsync(Id);

        record.Text("state").ShouldBe("rolled_back");
        record.Text("commit").ShouldBe(bad);
        record["after"].Text("commit").ShouldBe(good);
        (await File.ReadAllTextAsync(folder.File("deployed"))).ShouldBe("1");
        (await File.ReadAllTextAsync(folder.File("seen"))).ShouldBe($"{Id}.json\n");
        (await server.OutputAsync(Id)).ShouldContain($"Rolling back to {good[..7]}.\n");
        ShouldBeForgotten();
    }

    [Fact(Timeout = 180_000)]
    public async Task A_rollback_that_restarted_it_says_what_it_has_gone_back_to()
    {
        using var health = new HealthListener(200);
        git.InCheckout("reset", "-q", "--keep", good);
        HandOver(("error", "it did not start"), ("after", new JsonObject { ["commit"] = good }));
        await using var server = await StartAsync(health, "auto");

        var record = await server.EndedAsync(Id);

        record.Text("state").ShouldBe("rolled_back");
        record.Text("error").ShouldBe($"it did not start; rolled back to {good[..7]}");
        record.Text("commit").ShouldBe(bad);
        record["after"].Text("commit").ShouldBe(good);
        record.Steps().ShouldBe(["git pull", "systemctl restart", "rollback: health check"]);
        ShouldBeForgotten();
    }

    [Fact(Timeout = 180_000)]
    public async Task A_rollback_that_is_not_healthy_after_the_restart_either_has_failed()
    {
        using var health = new HealthListener(500);
        HandOver(("error", "it did not start"), ("after", new JsonObject { ["commit"] = good }));
        await using var server = await StartAsync(health, "auto");

        var record = await server.EndedAsync(Id);

        record.Text("state").ShouldBe("rollback_failed");
        record.Text("error").ShouldBe($"it did not start; AND THE ROLLBACK FAILED: health check failed: {health.Url} answered 500");
        File.Exists(folder.File("deployed")).ShouldBeFalse("it is not gone back a second time");
        ShouldBeForgotten();
    }

    [Fact(Timeout = 180_000)]
    public async Task Without_its_project_it_was_interrupted()
    {
        HandOver(("after", new JsonObject { ["commit"] = bad }));
        await using var server = await RunningServer.StartAsync(folder, "projects: []");

        var record = await server.EndedAsync(Id);

        record.Text("state").ShouldBe("interrupted");
        record.Text("error").ShouldContain("its project is gone from projects.yml");
        record["after"].ShouldBeNull("nobody has looked");
        ShouldBeForgotten();
    }

    public void Dispose() => folder.Dispose();

    private Task<RunningServer> StartAsync(HealthListener health, string rollback) => RunningServer.StartAsync(
        folder,
        $$"""
        projects:
          - name: shop
            repo: ann/shop
            path: {{git.Checkout}}
            deploy_mode: pull-only
            deploy_script: ../script.sh
            rollback: {{rollback}}
            health_check: { enabled: true, url: "{{health.Url}}", retries: 1 }
        """);

    /// <summary>Writes what the process before would have.</summary>
    private void HandOver(params (string Name, JsonNode Value)[] more)
    {
        var entry = new JsonObject
        {
            ["id"] = Id,
            ["project"] = "shop",
            ["state"] = "restarting",
            ["trigger"] = "push",
            ["accepted_at"] = "2026-11-21T14:05:07+00:00",
            ["started_at"] = "2026-11-21T14:05:07+00:00",
            ["commit"] = bad,
            ["before"] = new JsonObject { ["commit"] = good },
            ["steps"] = new JsonArray(Step("git pull"), Step("systemctl restart")),
        };
        foreach (var (name, value) in more)
            entry[name] = value;
        folder.Write($"state/restarting/{Id}.json", entry.ToJsonString());
    }

    private static JsonObject Step(string name) => new() { ["name"] = name, ["success"] = true, ["duration"] = 0.1 };

    private void ShouldBeForgotten() => Directory.GetFiles(folder.File("state"), "*.json", SearchOption.AllDirectories).ShouldBeEmpty();
}
