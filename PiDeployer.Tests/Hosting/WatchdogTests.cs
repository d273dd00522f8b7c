using System.Globalization;
using PiDeployer.Deployments;
using PiDeployer.Hosting;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Hosting;

public sealed class WatchdogTests
{
    [Theory]
    [InlineData("3000000", "7", 1500)]
    [InlineData("3000000", "", 1500)]
    [InlineData("1", "7", 0)]
    [InlineData("9223372036854775807", "7", 3_600_000)]
    public void Two_signs_of_life_are_wanted_in_the_time_that_the_manager_waits(string microseconds, string process, int milliseconds) =>
        ((int?)Interval(microseconds, process)?.TotalMilliseconds).ShouldBe(milliseconds);

    [Theory]
    [InlineData("3000000", "8")]
    [InlineData("0", "7")]
    [InlineData("", "7")]
    [InlineData("-1", "7")]
    [InlineData("soon", "7")]
    public void None_is_wanted_of_a_process_that_is_not_watched(string microseconds, string process) => Interval(microseconds, process).ShouldBeNull();

    [Fact(Timeout = 180_000)]
    public async Task Nothing_is_told_as_long_as_a_turn_is_held()
    {
        var held = new TaskCompletionSource();
        var begun = new TaskCompletionSource();
        using var manager = new NotifySocket($"@{Guid.NewGuid():N}");
        using var rounds = Watch(manager, async stop =>
        {
            begun.TrySetResult();
            await held.Task.WaitAsync(stop);
        });

        await begun.Task;
        await rounds.StopAsync(); // Whatever a round does is done then.

        manager.IsSilent.ShouldBeTrue();
    }

    [Fact(Timeout = 180_000)]
    public async Task A_turn_that_failed_delays_the_next_sign_of_life_by_no_more_than_a_round()
    {
        var turns = 0;
        using var manager = new NotifySocket($"@{Guid.NewGuid():N}");
        using var rounds = Watch(manager, _ => ++turns == 2 ? throw new InvalidOperationException() : Task.CompletedTask);

        (await manager.ReceiveAsync()).ShouldBe(["WATCHDOG=1"]);
        (await manager.ReceiveAsync()).ShouldBe(["WATCHDOG=1"]);
        await rounds.StopAsync();

        turns.ShouldBeGreaterThanOrEqualTo(3);
    }

    private static Rounds Watch(NotifySocket manager, Func<CancellationToken, Task> takeTurn) => Watchdog.Start(
        takeTurn,
        new SystemdNotifier(manager.Name),
        new Dictionary<string, string> { ["WATCHDOG_USEC"] = "100000", ["WATCHDOG_PID"] = Environment.ProcessId.ToString(CultureInfo.InvariantCulture) },
        new ListLogger<Rounds>()).ShouldNotBeNull();

    private static TimeSpan? Interval(string microseconds, string process) =>
        Watchdog.Interval(new Dictionary<string, string> { ["WATCHDOG_USEC"] = microseconds, ["WATCHDOG_PID"] = process }, 7);
}
