using System.Diagnostics;

namespace PiDeployer.Tests.Infra;

public sealed class LocalRegistryTests : IClassFixture<DockerImages>, IDisposable
{
    private readonly TempDirectory folder = new();
    private readonly DockerImages images;

    public LocalRegistryTests(DockerImages images)
    {
        Assert.SkipUnless(LocalRegistry.MissingReason is null, LocalRegistry.MissingReason ?? "");
        this.images = images;
    }

    [Fact(Timeout = 180_000)]
    public async Task What_was_pushed_comes_back_by_a_pull()
    {
        using var registry = await LocalRegistry.StartAsync();
        images.Add("round", "there and back");
        var id = images.Id("round");

        var digest = await registry.PushAsync(images.Reference("round"), "latest");

        images.Remove("round");
        IdOf(id).ShouldBeNull("or it would not have to come back");
        Pull(registry.Reference("latest")).Code.ShouldBe(0);
        IdOf(registry.Reference("latest")).ShouldBe(id);
        digest.ShouldStartWith("sha256:");
        Shell.Run("docker", "image", "inspect", "--format", "{{index .RepoDigests 0}}", id).ShouldEndWith($"@{digest}");
        Pull(registry.Reference("never-pushed")).Output.ShouldContain("manifest unknown");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_tag_that_moved_is_news_to_the_engine_only_when_it_pulls()
    {
        using var registry = await LocalRegistry.StartAsync();
        var tag = registry.Reference("latest");
        var one = await registry.PushAsync(images.Reference("v1"), "latest");
        Pull(tag).Code.ShouldBe(0);

        var two = await registry.PushAsync(images.Reference("v2"), "latest");

        two.ShouldNotBe(one);
        IdOf(tag).ShouldBe(images.Id("v1"));
        Pull(tag).Code.ShouldBe(0);
        IdOf(tag).ShouldBe(images.Id("v2"));

        await registry.PushAsync(images.Reference("broken"), "next");
        await registry.MoveTagAsync("latest", to: "next");
        IdOf(tag).ShouldBe(images.Id("v2"));
        Pull(tag).Code.ShouldBe(0);
        IdOf(tag).ShouldBe(images.Id("broken"));
    }

    [Fact(Timeout = 180_000)]
    public async Task Who_may_not_pull_is_refused()
    {
        var ann = new RegistryLogin("ann", "s3cret");
        using var registry = await LocalRegistry.StartAsync(ann);
        await registry.PushAsync(images.Reference("v1"), "latest");

        Pull(registry.Reference("latest"), "{}").Output.ShouldContain("no basic auth credentials");
        Pull(registry.Reference("latest"), (ann with { Password = "guessed" }).DockerConfig(registry.Host)).Output.ShouldContain("unauthorized");
        IdOf(registry.Reference("latest")).ShouldBeNull();
        Pull(registry.Reference("latest"), ann.DockerConfig(registry.Host)).Code.ShouldBe(0);
        IdOf(registry.Reference("latest")).ShouldBe(images.Id("v1"));
    }

    [Fact(Timeout = 180_000)]
    public async Task A_slow_line_is_slow_for_a_pull_and_not_for_a_push()
    {
        using var registry = await LocalRegistry.StartAsync(kilobytesPerSecond: 800);
        images.Add("large", AppImage.Large("worth waiting for", kilobytes: 1000));
        var id = images.Id("large");
        await registry.PushAsync(images.Reference("large"), "latest");
        registry.Slowed.ShouldBeLessThan(100 * 1024, "to a push the registry has little to answer");
        images.Remove("large");

        var pulling = Stopwatch.StartNew();
        Pull(registry.Reference("latest")).Code.ShouldBe(0);

        pulling.Elapsed.ShouldBeGreaterThan(TimeSpan.FromSeconds(1.25), "the noise alone takes that long");
        IdOf(registry.Reference("latest")).ShouldBe(id, "and nothing is lost on the way");
    }

    [Fact(Timeout = 180_000)]
    public async Task One_that_is_down_fails_the_pull_until_it_is_up_again()
    {
        using var registry = await LocalRegistry.StartAsync();
        await registry.PushAsync(images.Reference("v1"), "latest");

        registry.Stop();

        Pull(registry.Reference("latest")).Output.ShouldContain("connection refused");
        await registry.StartAgainAsync();
        Pull(registry.Reference("latest")).Code.ShouldBe(0);
    }

    [Fact(Timeout = 180_000)]
    public async Task What_was_pulled_from_it_is_gone_with_it()
    {
        string latest, digest;
        using (var registry = await LocalRegistry.StartAsync())
        {
            digest = await registry.PushAsync(images.Reference("v1"), "latest");
            latest = registry.Reference("latest");
            Pull(latest).Code.ShouldBe(0);
            await registry.PushAsync(images.Reference("v2"), "latest");
            Pull(latest).Code.ShouldBe(0);
            IdOf(latest.Replace(":latest", $"@{digest}", StringComparison.Ordinal)).ShouldBe(images.Id("v1"));
        }

        Shell.Run("docker", "image", "ls", "--quiet", "--filter", $"reference={latest[..latest.LastIndexOf(':')]}").ShouldBeEmpty();
        images.Id("v1").ShouldNotBeEmpty("the tests' own names are another thing");
    }

    public void Dispose() => folder.Dispose();

    private (int Code, string Output) Pull(string reference, string config = "{}")
    {
        folder.Write("docker/config.json", config);
        return Shell.TryRun("docker", "--config", folder.File("docker"), "pull", reference);
    }

    private static string? IdOf(string reference) => Shell.TryRun("docker", "image", "inspect", "--format", "{{.Id}}", reference) is (0, var id) ? id : null;
}
