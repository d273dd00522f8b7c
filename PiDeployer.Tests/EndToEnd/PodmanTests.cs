using System.Net;
using System.Text.Json.Nodes;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary><c>engine: podman</c>, with a podman-compose that says that all is well whatever happens.</summary>
[Trait("Category", "EndToEnd")]
[Trait("Runs", "Once")]
[Takes(90)]
public sealed class PodmanTests : IClassFixture<PodmanTests.Images>, IDisposable
{
    private readonly TempDirectory folder;
    private readonly Images images;
    private readonly List<PodmanStack> stacks = [];

    public PodmanTests(Images images)
    {
        Assert.SkipUnless(Podman.MissingReason is null, Podman.MissingReason ?? "");
        this.images = images;
        folder = new TempDirectory();
    }

    [Fact(Timeout = 360_000)]
    public async Task A_stack_goes_to_a_new_image_and_back_from_one_that_never_gets_healthy()
    {
        var stack = Stack("app");
        await images.PushAsync("v1", "app");
        await using var server = await StartAsync(One(stack));
        (await server.CallAsync($"/deploy/{stack.Name}", "{}").ShouldAnswerAsync(HttpStatusCode.Conflict)).Text("error").ShouldContain($"podman-compose --file=compose.yaml --project-name={stack.Name} up -d");
        stack.Container().ShouldBeEmpty("what nobody has started is not started");

        stack.Up();
        var first = stack.Container();
        await images.PushAsync("healthy", "app");
        var answer = await server.CallAsync($"/deploy/{stack.Name}", "{}").ShouldAnswerAsync(HttpStatusCode.OK);

        Steps(answer).ShouldBe(["status", "note images before", "config", "pull", "up", "stays up", "note images"]);
        stack.ImageId().ShouldBe(images.Docker.Id("healthy"));
        stack.Container().ShouldNotBe(first);
        (await Eventually.PageAsync(stack.Address)).ShouldBe("healthy");

        await images.PushAsync("ill", "app");
        var failed = await server.CallAsync($"/deploy/{stack.Name}", "{}").ShouldAnswerAsync(HttpStatusCode.InternalServerError);

        failed.Text("error").ShouldStartWith("web is running (unhealthy)");
        failed.Flag("rolled_back").ShouldBeTrue(failed.ToJsonString());
        stack.ImageId().ShouldBe(images.Docker.Id("healthy"));
        (await Eventually.PageAsync(stack.Address)).ShouldBe("healthy");
    }

    [Fact(Timeout = 360_000)]
    public async Task An_image_that_is_not_there_fails_in_podman_s_own_words_and_one_service_goes_to_what_is_new()
    {
        var stack = Stack("other");
        await images.PushAsync("v1", "other");
        stack.Up();
        var container = stack.Container();
        await using var server = await StartAsync(One(stack));

        stack.Write($"  more:\n    image: {images.Registry.Reference("missing")}\n");
        var missing = await server.CallAsync($"/deploy/{stack.Name}", "{}").ShouldAnswerAsync(HttpStatusCode.InternalServerError);
        missing.Text("error").ShouldContain("manifest unknown");
        missing.Flag("rolled_back").ShouldBeFalse();
        stack.Container().ShouldBe(container);
        (await Eventually.PageAsync(stack.Address)).ShouldBe("v1");

        stack.Write();
        await images.PushAsync("v2", "other");
        var update = await server.CallAsync("/deploy", $$"""{"stack":"{{stack.Name}}","service":"web","image":"{{images.Registry.Reference("other")}}"}""").ShouldAnswerAsync(HttpStatusCode.OK);
        update.Text("new_image_id").ShouldBe(images.Docker.Id("v2")["sha256:".Length..]);
        (await Eventually.PageAsync(stack.Address)).ShouldBe("v2");

        await images.PushAsync("healthy", "other");
        await server.CallAsync($"/redeploy-and-update/{stack.Name}", """{"action":"published"}""").ShouldAnswerAsync(HttpStatusCode.OK);
        (await Eventually.PageAsync(stack.Address)).ShouldBe("healthy");
    }

    [Fact(Timeout = 360_000)]
    public async Task A_container_that_does_not_start_is_seen_although_podman_compose_is_content()
    {
        var stack = Stack("taken");
        await images.PushAsync("v1", "taken");
        stack.Up();
        await using var server = await StartAsync(One(stack));
        stack.Write($"  second:\n    image: \"{images.Registry.Reference("taken")}\"\n    stop_signal: SIGKILL\n    ports: [\"127.0.0.1:{stack.Address.Port}:8080\"]\n");

        var answer = await server.CallAsync($"/deploy/{stack.Name}", "{}").ShouldAnswerAsync(HttpStatusCode.InternalServerError);

        answer.Text("error").ShouldContain(" is created");
        (await server.OutputAsync(answer.Text("id"))).ShouldContain("address already in use");
    }

    [Fact(Timeout = 360_000)]
    public async Task Of_a_folder_the_stacks_that_changed_are_deployed()
    {
        await images.PushAsync("v1", "one");
        await images.PushAsync("v1", "two");
        var (one, two, three) = (Stack("one"), Stack("two"), Stack("one"));
        await using var server = await StartAsync("projects: []", ("STACKS_ROOT", folder.File("stacks")));
        folder.Write("projects.yml", "defaults: { engine: podman }\nprojects: []");
        await server.SendAuthorizedAsync(HttpMethod.Post, "/reload").ShouldAnswerAsync(HttpStatusCode.OK);
        (await server.DeployChangedAsync())["results"].ShouldBeOfType<JsonArray>().ShouldAllBe(result => result.Text("state") == "succeeded");
        var untouched = three.Container();
        var (before, alsoBefore) = (one.Container(), two.Container());

        one.Write("    environment: { COLOR: blue }\n");
        await File.WriteAllTextAsync(Path.Combine(two.Folder, ".env"), "COLOR=blue", TestContext.Current.CancellationToken);
        var answer = await server.DeployChangedAsync();

        answer["results"].ShouldBeOfType<JsonArray>().ToDictionary(result => result.Text("stack"), result => result.Text("state"))
            .ShouldBe(new Dictionary<string, string> { [one.Name] = "succeeded", [two.Name] = "succeeded", [three.Name] = "skipped" }, ignoreOrder: true);
        three.Container().ShouldBe(untouched);
        one.Container().ShouldNotBe(before);
        two.Container().ShouldNotBe(alsoBefore);
        Shell.Run("podman", "exec", one.Container(), "/bin/busybox", "env").ShouldContain("COLOR=blue");
    }

    public void Dispose()
    {
        foreach (var stack in stacks)
            stack.Dispose();
        folder.Dispose();
    }

    private PodmanStack Stack(string tag)
    {
        var stack = new PodmanStack(folder.File("stacks"), images.Registry.Reference(tag));
        stacks.Add(stack);
        return stack;
    }

    private static string One(PodmanStack stack) => $"projects: [{{ name: {stack.Name}, path: {stack.Folder}, deploy_mode: compose-update, engine: podman }}]";

    private Task<RunningServer> StartAsync(string projects, params (string, string)[] environment) => RunningServer.StartAsync(folder, projects, [("STEADY_TIME", "1"), .. environment]);

    private static IEnumerable<string> Steps(JsonObject answer) => answer["steps"].ShouldBeOfType<JsonArray>().Select(step => step.Text("name"));

    /// <summary>Images of Docker's, and a registry through which podman gets them.</summary>
    public sealed class Images : IAsyncLifetime
    {
        private LocalRegistry? registry;

        internal DockerImages Docker { get; } = new();

        internal LocalRegistry Registry => registry ?? throw new InvalidOperationException("It is not running.");

        /// <summary>What is published under a tag from now on.</summary>
        internal Task PushAsync(string version, string tag) => Registry.PushAsync(Docker.Reference(version), tag);

        public async ValueTask InitializeAsync()
        {
            if (Podman.MissingReason is not null)
                return;
            registry = await LocalRegistry.StartAsync();
            Docker.Add("healthy", AppImage.Healthy("healthy"));
            Docker.Add("ill", AppImage.NeverHealthy("ill"));
        }

        public ValueTask DisposeAsync()
        {
            if (registry is not null)
                RemovePulled();
            registry?.Dispose();
            Docker.Dispose();
            return ValueTask.CompletedTask;
        }

        private void RemovePulled()
        {
            foreach (var name in Lines("{{.Repository}}:{{.Tag}}").Where(name => !name.StartsWith("<none>", StringComparison.Ordinal)))
                Shell.TryRun("podman", "image", "rm", name);
            foreach (var id in Lines("{{.Id}}").Distinct())
                Shell.TryRun("podman", "image", "rm", id);
        }

        private string[] Lines(string format) =>
            Shell.Run("podman", "image", "ls", "--all", "--format", format, "--filter", $"label={Docker.Label}").Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
