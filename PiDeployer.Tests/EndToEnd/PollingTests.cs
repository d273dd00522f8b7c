using System.Globalization;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>The real program, whom nobody tells of anything.</summary>
[Trait("Category", "EndToEnd")]
[Trait("Runs", "Once")]
[Takes(40)]
public sealed class PollingTests(DockerImages images) : IClassFixture<DockerImages>
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    [Fact(Timeout = 270_000)]
    public async Task A_push_that_nobody_told_of_is_deployed_within_one_interval()
    {
        using var folder = new TempDirectory();
        var git = new GitRepository(folder, "shop");
        await using var server = await RunningServer.StartAsync(
            folder, $"projects: [{{ name: shop, repo: ann/shop, path: {git.Checkout}, deploy_mode: pull-only, poll: 10s, schedule: '0 4 1 1 *', time_zone: Asia/Tokyo }}]");
        await Eventually.TrueAsync(async () => (await server.StatusAsync("shop"))["poll"]?["last"] is not null, "the first answer of the remote");
        await server.ShouldNotHaveDeployedAsync("shop");

        var commit = git.Push("version.txt", "2", "second");
        var pushed = DateTimeOffset.UtcNow;
        var status = await server.ResultAsync("shop");

        DateTimeOffset.Parse((await server.PageAsync())["deployments"].ShouldNotBeNull()[0].Text("accepted_at"), CultureInfo.InvariantCulture).ShouldBeLessThan(pushed + (1.1 * Interval) + TimeSpan.FromSeconds(11), "One interval, a tenth more by chance, and time for git where much else goes on.");
        status.Flag("success").ShouldBeTrue();
        git.Head.ShouldBe(commit);
        status["poll"]?["interval"]?.GetValue<double>().ShouldBe(10);
        status["poll"]?["error"].ShouldBeNull();
        status.Text("next_run").ShouldEndWith("-01-01T04:00:00+09:00");
    }

    [Fact(Timeout = 270_000)]
    public async Task A_new_image_that_nobody_told_of_runs_soon()
    {
        Assert.SkipUnless(LocalRegistry.MissingReason is null, LocalRegistry.MissingReason ?? "");
        using var folder = new TempDirectory();
        using var registry = await LocalRegistry.StartAsync();
        using var stack = new ComposeStack(folder.Path);
        await registry.PushAsync(images.Reference("v1"), "latest");
        stack.Write(registry.Reference("latest"));
        stack.Up();
        await registry.PushAsync(images.Reference("v2"), "latest");

        await using var server = await RunningServer.StartAsync(
            folder, $"projects: [{{ name: {stack.Name}, path: {stack.Folder}, deploy_mode: compose-update, poll_images: 1m }}]", ("STEADY_TIME", "1"));
        (await server.ResultAsync(stack.Name, TimeSpan.FromMinutes(3))).Flag("success").ShouldBeTrue();

        (await Eventually.PageAsync(stack.Address)).ShouldBe("v2");
        await Eventually.TrueAsync(async () => (await server.StatusAsync(stack.Name))["poll_images"]?["last"] is not null, "the end of the look that found it");
    }
}
