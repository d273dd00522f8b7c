namespace PiDeployer.Tests.Infra;

public sealed class PodmanTests : IClassFixture<DockerImages>, IDisposable
{
    private readonly TempDirectory folder = new();
    private readonly DockerImages images;
    private readonly string project = $"pi-deployer-test-{Guid.NewGuid():N}";

    public PodmanTests(DockerImages images)
    {
        Assert.SkipUnless(Podman.MissingReason is null, Podman.MissingReason ?? "");
        this.images = images;
    }

    [Fact(Timeout = 180_000)]
    public async Task A_project_of_its_compose_runs_what_comes_from_the_registry()
    {
        var ann = new RegistryLogin("ann", "s3cret");
        using var registry = await LocalRegistry.StartAsync(ann);
        await registry.PushAsync(images.Reference("v1"), "latest");
        var (image, address) = (registry.Reference("latest"), $"127.0.0.1:{LoopbackPorts.Next()}");
        var file = folder.Write("compose.yaml", $$"""services: { web: { image: "{{image}}", ports: ["{{address}}:8080"], stop_signal: SIGKILL } }""");

        Shell.TryRun("podman", "pull", "--quiet", image).Output.ShouldContain("unauthorized");
        Shell.Run("podman", "pull", "--quiet", "--authfile", folder.Write("config.json", ann.DockerConfig(registry.Host)), image);
        Shell.Run("podman-compose", "--file", file, "--project-name", project, "up", "--detach", "--no-build");

        await Eventually.TrueAsync(() => Shell.TryRun("curl", "--silent", address) == (0, "v1"), "it answers");
        $"sha256:{Shell.Run("podman", "image", "inspect", "--format", "{{.Id}}", image)}".ShouldBe(images.Id("v1"));
        Shell.Run("podman", "rm", "--force", "--time", "0", $"{project}_web_1");
        Shell.Run("podman", "image", "rm", image);
        Shell.TryRun("curl", "--silent", address).Code.ShouldBe(7, "nobody listens there any more");
    }

    public void Dispose()
    {
        if (Podman.MissingReason is null)
        {
            Shell.TryRun("podman", "rm", "--force", "--time", "0", $"{project}_web_1");
            Shell.TryRun("podman", "network", "rm", "--force", $"{project}_default");
        }

        folder.Dispose();
    }
}
