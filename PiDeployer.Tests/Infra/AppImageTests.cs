using System.Globalization;

namespace PiDeployer.Tests.Infra;

public sealed class AppImageTests : IClassFixture<DockerImages>, IDisposable
{
    private readonly DockerImages images;
    private readonly string container = $"pi-deployer-test-{Guid.NewGuid():N}";

    public AppImageTests(DockerImages images)
    {
        Assert.SkipUnless(DockerImages.MissingReason is null, DockerImages.MissingReason ?? "");
        this.images = images;
    }

    [Fact(Timeout = 180_000)]
    public async Task A_healthy_one_is_found_healthy()
    {
        Run("well", AppImage.Healthy("well"));
        await BecomesAsync("{{.State.Health.Status}}", "healthy");
        await AnswersAsync("well");
    }

    [Fact(Timeout = 180_000)]
    public async Task One_that_never_gets_healthy_serves_all_the_same()
    {
        Run("ill", AppImage.NeverHealthy("ill"));
        await BecomesAsync("{{.State.Health.Status}}", "unhealthy");
        await AnswersAsync("ill");
    }

    [Fact(Timeout = 180_000)]
    public async Task One_that_exits_does_so_at_once_with_3()
    {
        Run("exits", AppImage.Exiting());
        await BecomesAsync("{{.State.Status}} {{.State.ExitCode}}", "exited 3");
        Shell.Run("docker", "logs", container).ShouldBe("no database");
    }

    [Fact(Timeout = 180_000)]
    public async Task One_that_crashes_does_it_again_and_again_after_a_second_of_work()
    {
        Run("crashes", AppImage.Crashing("still here"), "--restart", "always");
        await AnswersAsync("still here");
        await Eventually.TrueAsync(() => State("{{.RestartCount}}") is not ("0" or "1"), "it was started twice more");
        Shell.Run("docker", "logs", container).ShouldStartWith("out of luck\nout of luck");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_large_one_serves_as_a_small_one_does()
    {
        Run("large", AppImage.Large("large", kilobytes: 500));
        await AnswersAsync("large");
        (Size("large") - Size("v1")).ShouldBeInRange(500 * 1024, 501 * 1024);
    }

    public void Dispose() => Shell.TryRun("docker", "rm", "--force", container);

    private void Run(string version, AppImage image, params string[] options)
    {
        images.Add(version, image);
        Shell.Run("docker", ["run", "--detach", "--network", "none", "--name", container, .. options, images.Reference(version)]);
    }

    private string State(string format) => Shell.Run("docker", "inspect", "--format", format, container);

    private Task BecomesAsync(string format, string expected) => Eventually.TrueAsync(() => State(format) == expected, $"{format} is {expected}");

    private Task AnswersAsync(string page) => Eventually.TrueAsync(
        () => Shell.TryRun("docker", "exec", container, "/bin/busybox", "wget", "-q", "-O", "-", "http://127.0.0.1:8080/") == (0, page), $"it answers {page}");

    private long Size(string version) => long.Parse(Shell.Run("docker", "image", "inspect", "--format", "{{.Size}}", images.Reference(version)), CultureInfo.InvariantCulture);
}
