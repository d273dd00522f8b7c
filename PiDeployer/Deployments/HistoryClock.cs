namespace PiDeployer.Deployments;

/// <summary>
/// Compares the clock with what it said when the history was last written. A Raspberry Pi has no clock that a battery keeps going: after a power cut it may start in
/// the past.
/// </summary>
internal static partial class HistoryClock
{
    /// <summary>Clocks are also set right by moments, which is nothing to be told.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <param name="directory">Where the histories are.</param>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be.</exception>
    public static void Check(string directory, TimeProvider clock, ILogger logger)
    {
        var last = DateTime.MinValue;
        foreach (var file in Directory.Exists(directory) ? Directory.EnumerateFiles(directory) : [])
        {
            if (File.GetLastWriteTimeUtc(file) is var written && written > last)
                last = written;
        }

        var now = clock.GetUtcNow().UtcDateTime;
        if (last - now > Tolerance)
            Log.IsBehind(logger, now, last, Shown(last - now));
    }

    private static string Shown(TimeSpan behind) => behind.TotalHours >= 48 ? $"{behind.TotalDays:0} days" : $"{behind.Hours + (24 * behind.Days)} h {behind.Minutes} min";

    private static partial class Log
    {
        [LoggerMessage(
            LogLevel.Warning,
            "The clock is wrong, or was: it says {Now:u}, and the history was last written at {Last:u}, {Behind} later. "
            + "`timedatectl` shows whether the clock is set by the network, `timedatectl set-ntp true` turns that on. "
            + "Until it is right, deployments get times and ids of the past; their numbers and their order are not affected.")]
        public static partial void IsBehind(ILogger logger, DateTime now, DateTime last, string behind);
    }
}
