using PiDeployer.Pipelines;
using PiDeployer.Pipelines.Steps;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Pipelines.Steps;

/// <summary>With a limit of a second, after which whatever is not well has failed.</summary>
[Takes(20)]
public sealed class WatchContainersTests : IClassFixture<DockerImages>, IDisposable
{
    private readonly DockerImages images;
    private readonly TempDirectory folder = new();
    private readonly ComposeStack stack;
    private readonly StepRig rig = new() { Limits = StepLimits.Default with { Up = new StepLimit("UP_TIMEOUT", TimeSpan.FromSeconds(1)), Steady = new StepLimit("STEADY_TIME", TimeSpan.FromSeconds(2)) } };

    public WatchContainersTests(DockerImages images)
    {
        Assert.SkipUnless(DockerImages.MissingReason is null, DockerImages.MissingReason ?? "");
        this.images = images;
        stack = new ComposeStack(folder.Path);
    }

    [Fact(Timeout = 180_000)]
    public async Task What_is_well_in_time_may_prove_it_for_longer() => (await WatchAsync("")).ShouldBe(new StepResult.Succeeded());

    [Fact(Timeout = 180_000)]
    public async Task What_is_not_well_in_time_fails_and_says_which_setting_allows_more() =>
        (await WatchAsync("    healthcheck: { test: [CMD, /bin/busybox, 'false'], interval: 1s, retries: 1000 }\n"))
            .ShouldBe(new StepResult.Failed($"after 1 s not everything was well (UP_TIMEOUT allows it more): {stack.Service} is running (starting)"));

    [Fact(Timeout = 180_000)]
    public async Task Nothing_at_all_is_not_well()
    {
        stack.Write(images.Reference("v1"));

        (await RunAsync(TestContext.Current.CancellationToken)).ShouldBe(new StepResult.Failed($"{stack.Name} has no container"));
    }

    [Fact(Timeout = 180_000)]
    public async Task Who_was_unwell_before_and_was_not_touched_is_no_reason_to_fail_but_whoever_took_its_place_is()
    {
        stack.Write(images.Reference("v1"), ComposeStack.Other("side", images.Reference("v1"), "    healthcheck: { test: [CMD, /bin/busybox, 'false'], interval: 1s, retries: 1 }\n"));
        stack.Up();
        await Eventually.TrueAsync(() => stack.Inspect("{{.State.Health.Status}}", "side") == "unhealthy", "it is unhealthy");
        var context = Context();
        (await NoteImages.Before.RunAsync(context, TestContext.Current.CancellationToken)).ShouldBe(new StepResult.Succeeded());
        rig.Log.Text.ShouldContain("side is running (unhealthy) already; that counts only if it is replaced.");

        (await new WatchContainers("stays up").RunAsync(context, TestContext.Current.CancellationToken)).ShouldBe(new StepResult.Succeeded());

        stack.Compose("up", "--detach", "--force-recreate", "side").Code.ShouldBe(0);
        (await new WatchContainers("stays up").RunAsync(context, TestContext.Current.CancellationToken)).ShouldBeOfType<StepResult.Failed>().Reason.ShouldContain("side is running (");
    }

    [Fact(Timeout = 180_000)]
    public async Task It_stops_when_it_is_told_to()
    {
        using var stop = new CancellationTokenSource();
        stack.Write(images.Reference("v1"));
        stack.Up();

        var watching = RunAsync(stop.Token);
        await stop.CancelAsync();

        (await watching).ShouldBe(new StepResult.Stopped());
    }

    public void Dispose()
    {
        stack?.Dispose();
        rig.Dispose();
        folder.Dispose();
    }

    private Task<StepResult> WatchAsync(string more)
    {
        stack.Write(images.Reference("v1"), more);
        stack.Up();
        return RunAsync(TestContext.Current.CancellationToken);
    }

    private Task<StepResult> RunAsync(CancellationToken cancellationToken) => new WatchContainers("stays up").RunAsync(Context(), cancellationToken);

    private StepContext Context() => rig.Context(ProjectsYaml.Project($"projects: [{{ name: {stack.Name}, path: {stack.Folder}, deploy_mode: compose-update }}]"), null);
}
