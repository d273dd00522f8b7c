using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>What a unit of <c>Type=notify</c> has to tell: <see href="https://www.freedesktop.org/software/systemd/man/latest/sd_notify.html"/>.</summary>
[Trait("Category", "EndToEnd")]
public sealed class ServiceManagerTests : IDisposable
{
    private const string Good = "projects: [{ name: shop, repo: ann/shop, path: /tmp, deploy_mode: pull-only }]";

    private readonly TempDirectory folder = new();

    [Theory(Timeout = 180_000)]
    [InlineData("")]
    [InlineData("@")]
    public async Task The_manager_is_told_of_every_turn_in_its_life(string kind)
    {
        using var manager = new NotifySocket($"{kind}{folder.File("notify")}");
        await using var server = await RunningServer.StartAsync(folder, Good, ("NOTIFY_SOCKET", manager.Name));
        var ready = await manager.ReceiveAsync();
        ready.ShouldBe(["READY=1", $"STATUS=1 projects at {server.Address.ToString().TrimEnd('/')}"]);

        server.Signal(PosixSignal.SIGHUP);
        await ShouldReloadAsync(manager);
        (await manager.ReceiveAsync()).ShouldBe(ready);

        server.Signal(PosixSignal.SIGTERM);
        (await manager.ReceiveAsync()).ShouldContain("STOPPING=1");
        (await server.ExitAsync()).ShouldBe(0);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_reload_that_failed_is_over_too_and_says_why()
    {
        using var manager = new NotifySocket(folder.File("notify"));
        await using var server = await RunningServer.StartAsync(folder, Good, ("NOTIFY_SOCKET", manager.Name));
        await manager.ReceiveAsync();
        folder.Write("projects.yml", "projects: nonsense");

        server.Signal(PosixSignal.SIGHUP);

        await ShouldReloadAsync(manager);
        var over = await manager.ReceiveAsync();
        over[0].ShouldBe("READY=1");
        over[1].ShouldContain("the last reload failed: projects.yml:1:11: projects must be a list");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_manager_that_watches_is_told_again_and_again_that_we_live()
    {
        using var manager = new NotifySocket(folder.File("notify"));
        await using var server = await RunningServer.StartAsync(folder, Good, ("NOTIFY_SOCKET", manager.Name), ("WATCHDOG_USEC", "200000"));

        (await manager.ReceiveAsync())[0].ShouldBe("READY=1");
        (await manager.ReceiveAsync()).ShouldBe(["WATCHDOG=1"]);
        (await manager.ReceiveAsync()).ShouldBe(["WATCHDOG=1"]);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_manager_that_does_not_listen_keeps_nothing_from_working()
    {
        await using var server = await RunningServer.StartAsync(folder, Good, ("NOTIFY_SOCKET", folder.File("nobody")));

        server.Signal(PosixSignal.SIGTERM);
        (await server.ExitAsync()).ShouldBe(0);
    }

    public void Dispose() => folder.Dispose();

    private static async Task ShouldReloadAsync(NotifySocket manager)
    {
        var message = await manager.ReceiveAsync();

        message.Length.ShouldBe(2);
        message[0].ShouldBe("RELOADING=1");
        message[1].ShouldStartWith("MONOTONIC_USEC=");
        // The runtime's own ticks are of the same clock, so this also tells the right clock from the others.
        var told = long.Parse(message[1].Split('=')[1], CultureInfo.InvariantCulture);
        var now = Stopwatch.GetTimestamp() / (Stopwatch.Frequency / 1_000_000);
        (now - told).ShouldBeInRange(0, 30_000_000);
    }
}
