using System.Globalization;
using PiDeployer.Deployments;

namespace PiDeployer.Hosting;

/// <summary>
/// Tells the service manager that we live, twice in the time after which it gives us up (<c>WatchdogSec</c>); see <c>sd_watchdog_enabled(3)</c>. It is told only when a deployment
/// could be begun at that moment: nobody sits on the coordinator's turn, and there are threads to take it. Whether somebody is answered over the network is no part of it: who fills
/// all connections would have us killed.
/// </summary>
internal static class Watchdog
{
    /// <summary>However long the manager would wait.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <param name="takeTurn">Ends when we live.</param>
    /// <param name="manager">Is told.</param>
    /// <param name="environment">The process's variables.</param>
    /// <param name="logger">Of what failed; the next round comes no later for it.</param>
    /// <returns>What goes on until it is disposed of; null when nobody watches us.</returns>
    public static Rounds? Start(Func<CancellationToken, Task> takeTurn, SystemdNotifier manager, IReadOnlyDictionary<string, string> environment, ILogger logger)
    {
        if (Interval(environment, Environment.ProcessId) is not { } interval)
            return null;
        var rounds = new Rounds(
            Rounds.Every(interval, async stop =>
            {
                await takeTurn(stop);
                manager.Alive();
            }),
            TimeProvider.System,
            logger)
        {
            AfterFailure = interval,
        };
        rounds.Start();
        return rounds;
    }

    /// <summary>Between two signs of life; null when none is wanted, or not of this process.</summary>
    public static TimeSpan? Interval(IReadOnlyDictionary<string, string> environment, int process) =>
        long.TryParse(environment.GetValueOrDefault("WATCHDOG_USEC"), NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds) && microseconds > 0
        && (environment.GetValueOrDefault("WATCHDOG_PID") is not { Length: > 0 } watched || watched == process.ToString(CultureInfo.InvariantCulture))
            ? TimeSpan.FromMicroseconds(Math.Min(microseconds / 2.0, Longest.TotalMicroseconds))
            : null;
}
