using System.Net;
using System.Text.Json.Nodes;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>A stack whose compose file comes with a pull: what was pulled and could not be deployed goes away again.</summary>
[Trait("Category", "EndToEnd")]
[Trait("Runs", "Once")]
[Takes(55)]
public sealed class PulledStackTests : IClassFixture<DockerImages>, IDisposable
{
    private readonly DockerImages images;
    private readonly TempDirectory folder;
    private readonly ComposeProject project;

    public PulledStackTests(DockerImages images)
    {
        Assert.SkipUnless(DockerImages.MissingReason is null, DockerImages.MissingReason ?? "");
        this.images = images;
        folder = new TempDirectory();
        project = new ComposeProject(folder, images);
    }

    [Theory(Timeout = 300_000)]
    [InlineData("compose-update", "", Traits = ["Runs", "Long"])]
    [InlineData("docker-compose", ", rollback: auto")]
    public async Task What_fails_before_anything_was_touched_leaves_the_files_of_before_and_nothing_is_rolled_back_to_it(string mode, string more)
    {
        images.Add("exits", AppImage.Exiting());
        var check = mode == "docker-compose" ? project.HealthCheck(retries: 15) : ""; // Which is how this mode finds out.
        project.PushVersion("v1");
        project.Git.InCheckout("pull", "-q");
        project.Compose("up", "--detach");
        await using var server = await StartAsync(mode, more + check);
        var good = project.PushVersion("v1", "# as it runs");
        await PushAsync(server, HttpStatusCode.OK);
        var containers = project.ContainerIds();

        if (mode == "compose-update")
        {
            project.PushFile("services: [");
            await ShouldLeaveAllAsync("config");
        }

        project.PushVersion("never", build: true); // There is no Dockerfile.
        await ShouldLeaveAllAsync("build");

        project.PushVersion("exits");
        var crashed = await PushAsync(server, HttpStatusCode.InternalServerError);
        crashed.Text("state").ShouldBe("rolled_back", crashed.ToJsonString());
        project.Git.Head.ShouldBe(good, "the commit that could not be built never ran");
        (await Eventually.PageAsync(project.Address)).ShouldBe("v1");

        var next = project.PushVersion("v2");
        await PushAsync(server, HttpStatusCode.OK);
        (await Eventually.PageAsync(project.Address)).ShouldBe("v2");
        project.Git.Head.ShouldBe(next);

        async Task ShouldLeaveAllAsync(string step)
        {
            var answer = await PushAsync(server, HttpStatusCode.InternalServerError);
            answer.Text("error").ShouldEndWith($"; the files are those of {good[..7]} again, and nothing else was touched");
            answer["steps"].ShouldBeOfType<JsonArray>().Last(one => !one.Flag("ok")).Text("name").ShouldBe(step);
            var record = await server.RecordAsync(answer.Text("id"));
            (record.Text("state"), record.Flag("changed")).ShouldBe(("failed", false));
            project.Git.Head.ShouldBe(good);
            project.ContainerIds().ShouldBe(containers);
        }
    }

    [Fact(Timeout = 300_000)]
    public async Task What_somebody_has_stopped_stays_so_and_has_the_files_that_it_ran_with()
    {
        var before = project.PushVersion("v1");
        project.Git.InCheckout("pull", "-q");
        project.Compose("up", "--detach");
        project.Compose("stop");
        await using var server = await StartAsync("compose-update", "");
        project.PushVersion("v2");

        var refused = await PushAsync(server, HttpStatusCode.Conflict);

        refused.Text("error").ShouldStartWith($"nothing of {project.Name} runs, so there is nothing to update");
        project.Git.Head.ShouldBe(before);
        project.Containers().ShouldBe([images.Reference("v1")]);
        (await server.RecordAsync(refused.Text("id"))).Flag("changed").ShouldBeFalse();

        project.Compose("start");
        await PushAsync(server, HttpStatusCode.OK);
        (await Eventually.PageAsync(project.Address)).ShouldBe("v2");
    }

    [Fact(Timeout = 300_000)]
    public async Task The_update_of_a_service_is_a_state_with_its_commit_to_which_a_rollback_goes()
    {
        images.Add("current", "before the update");
        var first = project.PushVersion("current");
        project.Git.InCheckout("pull", "-q");
        project.Compose("up", "--detach");
        await using var server = await StartAsync("compose-update", "");
        images.Add("current", "by the update");
        await server.CallAsync("/deploy", ("stack", project.Name), ("service", "web")).ShouldAnswerAsync(HttpStatusCode.OK);
        (await Eventually.PageAsync(project.Address)).ShouldBe("by the update");
        var second = project.PushVersion("v2");
        await PushAsync(server, HttpStatusCode.OK);
        project.Git.Head.ShouldBe(second);

        var back = await server.EndedAsync(await server.PostAsync($"/rollback/{project.Name}").ShouldAcceptAsync());

        back.Text("state").ShouldBe("rolled_back", back.ToJsonString());
        project.Git.Head.ShouldBe(first);
        (await Eventually.PageAsync(project.Address)).ShouldBe("by the update");
    }

    public void Dispose()
    {
        project?.Dispose();
        folder?.Dispose();
    }

    private Task<RunningServer> StartAsync(string mode, string more) => RunningServer.StartAsync(folder, project.Yaml(more, mode), ("STEADY_TIME", "1"));

    private static Task<JsonObject> PushAsync(RunningServer server, HttpStatusCode status) =>
        server.Http.SendAsync(Webhook.Push("ann/shop").ToRequest("/deploy?wait=60")).ShouldAnswerAsync(status);
}
