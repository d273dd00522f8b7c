using System.Net;
using System.Text.Json.Nodes;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

[Trait("Category", "EndToEnd")]
[Trait("Runs", "Once")]
[Takes(60)]
public sealed class DockerComposeTests : IClassFixture<DockerImages>, IDisposable
{
    private readonly TempDirectory folder;
    private readonly DockerImages images;
    private readonly ComposeProject project;

    public DockerComposeTests(DockerImages images)
    {
        Assert.SkipUnless(DockerImages.MissingReason is null, DockerImages.MissingReason ?? "");
        this.images = images;
        folder = new TempDirectory();
        project = new ComposeProject(folder, images);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_push_takes_the_container_from_v1_to_v2()
    {
        await using var server = await RunningServer.StartAsync(folder, project.Yaml(project.HealthCheck(retries: 10)));
        Succeeded(await DeployAsync(server, project.PushVersion("v1")));
        (await Eventually.PageAsync(project.Address)).ShouldBe("v1");

        var commit = project.PushVersion("v2");
        Succeeded(await DeployAsync(server, commit));

        (await Eventually.PageAsync(project.Address)).ShouldBe("v2");
        project.Containers().ShouldBe([images.Reference("v2")]);
        project.Git.Head.ShouldBe(commit);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_container_that_never_gets_healthy_is_a_failed_deployment()
    {
        await using var server = await RunningServer.StartAsync(folder, project.Yaml(project.HealthCheck(retries: 2)));

        var result = await DeployAsync(server, project.PushVersion("broken"));

        ((bool?)result["success"]).ShouldBe(false);
        ((string?)result["error"]).ShouldBe($"health check failed: {project.Address} answered 404");
        project.Containers().ShouldBe([images.Reference("broken")], "it did start");
        (await server.LogsAsync(project.Name)).ShouldContain($"health check 2/2: {project.Address} answered 404");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_wrong_compose_file_fails_in_the_words_of_compose_and_leaves_what_runs_alone()
    {
        await using var server = await RunningServer.StartAsync(folder, project.Yaml());
        Succeeded(await DeployAsync(server, project.PushVersion("v1")));

        var result = await DeployAsync(server, project.PushVersion("v2", "    imagee: v2"));

        ((bool?)result["success"]).ShouldBe(false);
        ((string?)result["error"]).ShouldBe("docker compose config exited with 15", "compose quotes the file, and not everybody may read it");
        var error = (string?)(await server.RecordAsync((string?)result["last_id"] ?? ""))["error"] ?? "";
        error.ShouldStartWith("docker compose config exited with 15: ");
        error.ShouldContain("Additional property imagee is not allowed");
        project.Containers().ShouldBe([images.Reference("v1")]);
    }

    [Fact(Timeout = 180_000)]
    public async Task What_is_built_here_is_built_again_before_anything_stops_and_one_that_cannot_be_built_stops_nothing()
    {
        await using var server = await RunningServer.StartAsync(folder, project.Yaml(project.HealthCheck(retries: 10)));
        images.Add("built", "in place of this one");
        var commit = project.PushVersion("built", build: true);
        project.Git.Push("Dockerfile", $"FROM {images.Reference("v1")}", "how it is built");
        Succeeded(await DeployAsync(server, commit));
        (await Eventually.PageAsync(project.Address)).ShouldBe("v1", "the name alone would be another image");

        Succeeded(await DeployAsync(server, project.Git.Push("Dockerfile", $"FROM {images.Reference("v2")}", "how it is built now")));
        (await Eventually.PageAsync(project.Address)).ShouldBe("v2");

        var running = project.ImageIds();
        var failed = await DeployAsync(server, project.Git.Push("Dockerfile", $"FROM {images.Reference("v1")}\nCOPY nothing /", "how it cannot be built"));
        ((bool?)failed["success"]).ShouldBe(false);
        ((string?)failed["error"]).ShouldNotBeNull().ShouldStartWith("docker compose build exited with ");
        (await Eventually.PageAsync(project.Address)).ShouldBe("v2");
        project.ImageIds().ShouldBe(running);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_timeout_ends_a_compose_that_waits_and_frees_the_project()
    {
        await using var server = await RunningServer.StartAsync(folder, project.Yaml(", timeout: 6"));

        // Compose waits for the first service to get healthy before it starts the second, which is longer than anybody has time.
        var result = await DeployAsync(server, project.PushVersion("v1", $$"""
                healthcheck: { test: ["CMD", "/bin/busybox", "false"], interval: 1s, retries: 1000 }
              other:
                image: {{images.Reference("v1")}}
                depends_on: { web: { condition: service_healthy } }
            """));

        ((bool?)result["success"]).ShouldBe(false);
        ((string?)result["error"]).ShouldBe("it took longer than its timeout of 6 s and was ended");
        LiveProcesses.In(project.Git.Checkout).ShouldBeEmpty();

        folder.Write("projects.yml", project.Yaml()); // A busy machine may need more than those six seconds.
        await server.PostAsync("/reload").ShouldAnswerAsync(HttpStatusCode.OK);
        Succeeded(await DeployAsync(server, project.PushVersion("v2")));
        (await Eventually.PageAsync(project.Address)).ShouldBe("v2");
    }

    public void Dispose()
    {
        project.Dispose();
        folder.Dispose();
    }

    private async Task<JsonNode> DeployAsync(RunningServer server, string commit)
    {
        using var answer = await server.SendAsync(Webhook.Push("ann/shop", commit: commit));
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        return await server.ResultAsync(project.Name);
    }

    private static void Succeeded(JsonNode result) => ((bool?)result["success"]).ShouldBe(true, result.ToJsonString());
}
