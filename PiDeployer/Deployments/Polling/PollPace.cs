namespace PiDeployer.Deployments.Polling;

/// <summary>How long to wait between two questions, so that many projects do not ask at once, and nobody in trouble is asked as often as before.</summary>
internal static class PollPace
{
    private const double Jitter = 0.1;
    private const int MostIntervals = 10;

    private static readonly TimeSpan LongestFirst = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromHours(1);

    /// <summary>Before the first one.</summary>
    /// <param name="interval">Between two.</param>
    /// <param name="chance">From 0 to 1.</param>
    public static TimeSpan First(TimeSpan interval, double chance) => (interval < LongestFirst ? interval : LongestFirst) * chance;

    /// <param name="interval">As configured.</param>
    /// <param name="failures">How many questions in a row had no answer.</param>
    /// <param name="chance">From 0 to 1.</param>
    public static TimeSpan Next(TimeSpan interval, int failures, double chance)
    {
        var longest = interval * MostIntervals < LongestBackoff ? interval * MostIntervals : LongestBackoff;
        var wait = interval * Math.Pow(2, Math.Min(failures, MostIntervals));
        var bounded = wait < longest ? wait : longest;
        return (bounded > interval ? bounded : interval) * (1 - Jitter + (2 * Jitter * chance));
    }
}
