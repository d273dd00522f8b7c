using PiDeployer.Deployments;
using PiDeployer.Deployments.Polling;
using PiDeployer.Health;
using PiDeployer.Pipelines;
using PiDeployer.Pipelines.Registries;
using PiDeployer.Processes;
using PiDeployer.Tests.Infra;
using PiDeployer.Values;
using RegistryLogin = PiDeployer.Tests.Infra.RegistryLogin;

namespace PiDeployer.Tests.Deployments.Polling;

/// <summary>A real registry and a real engine, before a coordinator whose deployments do nothing.</summary>
public sealed class ImagePollTests : IClassFixture<DockerImages>, IDisposable
{
    private readonly TempDirectory folder = new();
    private readonly SettableClock clock = new(new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));
    private readonly ListLogger<ImagePoll> log = new();
    private readonly HttpClient http = Registry.NewHttp();
    private readonly CoordinatorRig rig;
    private readonly DockerImages images;
    private readonly ImagePoll poll;

    public ImagePollTests(DockerImages images)
    {
        Assert.SkipUnless(LocalRegistry.MissingReason is null, LocalRegistry.MissingReason ?? "");
        this.images = images;
        rig = new CoordinatorRig($"projects: [{{ name: home, path: {folder.Path}, deploy_mode: compose-update, poll_images: 1h, min_age: 2h }}]\n");
        var docker = PollRig.GitEnvironment.Add("DOCKER_HOST", Environment.GetEnvironmentVariable("DOCKER_HOST") ?? "").Add("HOME", folder.Path);
        poll = new ImagePoll(
            folder.File("seen"),
            rig.Coordinator,
            new Registry(http),
            new HostGates(),
            () => rig.Catalog.Redaction,
            (project, redaction) => new StepContext(DeploymentId.New(rig.Clock), project, new CommandRunner(docker, redaction, TimeProvider.System), new HealthCheck(http, TimeProvider.System), new StepOutput(new CapturedOutput(), redaction)),
            clock,
            log);
    }

    public void Dispose()
    {
        rig?.Dispose();
        http.Dispose();
        folder.Dispose();
    }

    [Fact(Timeout = 180_000)]
    public async Task A_new_image_of_a_tag_is_deployed_once_when_it_is_old_enough()
    {
        using var registry = await LocalRegistry.StartAsync();
        var tag = await RunAsync(registry, "services: { db: { image: never-pulled }, own: { image: mine, build: . } }");
        await LookAsync();
        InFlight.ShouldBeEmpty();

        var digest = await registry.PushAsync(images.Reference("v2"), "latest");
        await LookAsync();
        InFlight.ShouldBeEmpty();
        (await File.ReadAllTextAsync(folder.File("seen/home"), TestContext.Current.CancellationToken)).ShouldBe($"{tag} {digest} 2026-11-21T12:00:00.0000000+00:00 waiting\n");

        clock.Now += TimeSpan.FromHours(2); // Somebody has set it: that is no age.
        await LookAsync();
        InFlight.ShouldBeEmpty();

        (clock.Now, clock.Steady) = (clock.Now + TimeSpan.FromHours(2), clock.Steady + TimeSpan.FromHours(2));
        await LookAsync();
        InFlight.ShouldBe(["home poll"]);
        log.Lines.ShouldContain(line => line.Contains($"gets new images by polling, of {tag}", StringComparison.Ordinal));

        await EndAsync(DeploymentState.Failed);
        await LookAsync();
        InFlight.ShouldBeEmpty();
    }

    [Fact(Timeout = 180_000)]
    public async Task A_registry_with_a_login_is_asked_with_that_of_the_stack()
    {
        var ann = new RegistryLogin("ann", "s3cret-of-ann");
        using var registry = await LocalRegistry.StartAsync(ann);
        folder.Write(".docker/config.json", ann.DockerConfig(registry.Host));
        await RunAsync(registry);
        await LookAsync();

        folder.Write(".docker/config.json", "{}");
        var failed = (await AskAsync()).ShouldBeOfType<PollOutcome.Failed>();
        failed.Reason.ShouldContain("wants a login");
        failed.Brief.ShouldBe("1 of 1 images could not be looked up");

        folder.Write(".docker/config.json", (ann with { Password = "gu3ssed-by-bob" }).DockerConfig(registry.Host));
        (await AskAsync()).ShouldBeOfType<PollOutcome.Failed>().Reason.ShouldContain("does not let us see");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_registry_that_is_down_deploys_nothing_and_is_told_of()
    {
        using var registry = await LocalRegistry.StartAsync();
        await RunAsync(registry);
        registry.Stop();
        (await AskAsync()).ShouldBeOfType<PollOutcome.Failed>().Reason.ShouldContain("cannot be reached");
        InFlight.ShouldBeEmpty();

        await registry.StartAgainAsync();
        await LookAsync();
    }

    [Fact(Timeout = 180_000)]
    public async Task A_compose_file_that_is_broken_is_told_of()
    {
        folder.Write("compose.yaml", "services: [");

        (await AskAsync()).ShouldBeOfType<PollOutcome.Failed>().Brief.ShouldBe("its images cannot be told");
    }

    private List<string> InFlight => [.. rig.Coordinator.InFlight().Select(entry => $"{entry.Project} {entry.Trigger}")];

    private Task<PollOutcome> AskAsync() => poll.AskAsync(rig.Catalog.Projects.ShouldHaveSingleItem(), TestContext.Current.CancellationToken);

    private async Task LookAsync() => (await AskAsync()).ShouldBe(new PollOutcome.Answered());

    private async Task EndAsync(DeploymentState state)
    {
        var entry = rig.Coordinator.InFlight().ShouldHaveSingleItem();
        await (await rig.HeldAsync(DeploymentId.TryParse(entry.Id, out var id) ? id : throw new InvalidOperationException(entry.Id))).EndAsync(state);
    }

    /// <summary>Version 1 is here, by a pull.</summary>
    private async Task<string> RunAsync(LocalRegistry registry, string more = "")
    {
        await rig.RecoverAsync();
        var tag = registry.Reference("latest");
        await registry.PushAsync(images.Reference("v1"), "latest");
        Shell.Run("docker", ["--config", folder.File(".docker"), "pull", "--quiet", tag]);
        folder.Write("compose.yaml", more.Length == 0 ? $"services: {{ web: {{ image: '{tag}' }} }}" : more.Replace("services: {", $"services: {{ web: {{ image: '{tag}' }},", StringComparison.Ordinal));
        return tag;
    }
}
