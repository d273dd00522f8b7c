using System.Net;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary><c>on_busy: queue</c>: one runs, one waits, the newest wins, and what waits outlives the process.</summary>
[Trait("Category", "EndToEnd")]
[Trait("Runs", "Once")]
public sealed class QueueTests : IDisposable
{
    private const string Queue = ", on_busy: queue";

    private readonly HeldProject project = new();

    [Fact(Timeout = 180_000)]
    public async Task Of_a_burst_the_first_runs_and_the_last_runs_after_it()
    {
        await using var server = await project.StartAsync(Queue);
        var ids = new List<string>();
        for (var pushes = 0; pushes < 4; pushes++)
            ids.Add(await server.PushAsync());
        await project.BeganAsync(ids[0]);

        (await server.RecordAsync(ids[0])).Text("state").ShouldBe("running");
        (await server.RecordAsync(ids[3])).Text("state").ShouldBe("waiting");
        foreach (var superseded in new[] { 1, 2 })
        {
            var record = await server.RecordAsync(ids[superseded]);
            (record.Text("state"), record.Flag("success")).ShouldBe(("cancelled", false));
            record.Text("error").ShouldBe($"a newer one took its place before its turn came: {ids[superseded + 1]}");
            record["started_at"].ShouldBeNull();
        }

        project.Release();
        (await server.EndedAsync(ids[0])).Text("state").ShouldBe("succeeded");
        (await server.EndedAsync(ids[3])).Text("state").ShouldBe("succeeded");
        project.Began.ShouldBe([ids[0], ids[3]]);
    }

    [Fact(Timeout = 180_000)]
    public async Task Without_the_wish_for_it_a_busy_project_answers_409_and_nothing_waits()
    {
        await using var server = await project.StartAsync();
        var running = await server.PushAsync();

        await server.SendAsync(Webhook.Push("ann/shop")).ShouldFailAsync(HttpStatusCode.Conflict);
        await server.PostAsync("/deploy/shop").ShouldFailAsync(HttpStatusCode.Conflict);

        (await server.PageAsync()).Ids().ShouldBe([running]);
    }

    [Theory(Timeout = 180_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_waits_when_the_process_ends_runs_in_the_next_as_the_project_is_configured_then(bool killed)
    {
        var (running, waiting) = await LeaveWaitingAsync(killed);
        project.Folder.WriteScript("script.sh", $"echo $DEPLOYER_DEPLOY_ID as configured now >>{project.Folder.File("began")}");

        await using var server = await project.StartAsync(Queue);

        (await server.EndedAsync(running)).Text("state").ShouldBe("interrupted");
        (await server.EndedAsync(waiting)).Text("state").ShouldBe("succeeded");
        project.Began.ShouldBe([running, $"{waiting} as configured now"]);
        LiveProcesses.WithArgument(project.Nap).ShouldBeEmpty();
    }

    [Theory(Timeout = 180_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_waits_for_a_project_that_is_gone_is_recorded_as_cancelled(bool killed)
    {
        var (running, waiting) = await LeaveWaitingAsync(killed);

        await using var server = await RunningServer.StartAsync(project.Folder, "projects: []");

        (await server.EndedAsync(running)).Text("state").ShouldBe("interrupted");
        var record = await server.EndedAsync(waiting);
        (record.Text("state"), record.Text("error")).ShouldBe(("cancelled", "there is no such project any more, and no such stack"));
        project.Began.ShouldBe([running]);
    }

    [Fact(Timeout = 180_000)]
    public async Task More_than_may_run_at_once_wait_for_each_other_and_a_reload_can_make_room()
    {
        await using var server = await RunningServer.StartAsync(project.Folder, Several(atOnce: 1));
        var first = await server.PushAsync("ann/one");
        await project.BeganAsync(first);
        var second = await server.PushAsync("ann/two");
        var third = await server.PushAsync("ann/three");
        (await server.RecordAsync(second)).Text("state").ShouldBe("waiting");
        await server.SendAsync(Webhook.Push("ann/two")).ShouldFailAsync(HttpStatusCode.Conflict);

        project.Folder.Write("projects.yml", Several(atOnce: 2));
        await server.PostAsync("/reload").ShouldAnswerAsync(HttpStatusCode.OK);

        await server.UntilAsync(second, "running");
        (await server.RecordAsync(third)).Text("state").ShouldBe("waiting");
        await project.BeganAsync(second);
        project.Release();
        (await server.EndedAsync(third)).Text("state").ShouldBe("succeeded");
        project.Began.Last().ShouldBe(third);
    }

    public void Dispose() => project.Dispose();

    private string Several(int atOnce) => $"max_parallel: {atOnce}\nprojects: [{project.Project("one")}, {project.Project("two")}, {project.Project("three")}]";

    /// <summary>A process with one deployment that runs and one that waits, ended.</summary>
    private async Task<(string Running, string Waiting)> LeaveWaitingAsync(bool killed)
    {
        await using var server = await project.StartAsync(Queue);
        var running = await server.PushAsync();
        await project.BeganAsync(running);
        var waiting = await server.PushAsync();
        await (killed ? server.KillAsync() : server.StopAsync());
        return (running, waiting);
    }
}
