using System.Globalization;

namespace PiDeployer.Notifications;

/// <summary>The sentence about what went before.</summary>
internal static class NoteText
{
    /// <summary>Null where there is nothing to say.</summary>
    /// <param name="telling">What is told.</param>
    /// <param name="now">In the time zone that people here have.</param>
    public static string? Of(Telling telling, DateTimeOffset now) => telling switch
    {
        Telling.Repetition(1, var since) => $"It failed once more the same way since {Time(since, now)}.",
        Telling.Repetition(var times, var since) => string.Create(CultureInfo.InvariantCulture, $"It failed {times} more times the same way since {Time(since, now)}."),
        Telling.Recovery(1, _) => "It works again, after one failure.",
        Telling.Recovery(var failures, var over) => string.Create(CultureInfo.InvariantCulture, $"It works again, after {failures} failures over {Span(over)}."),
        _ => null,
    };

    private static string Time(DateTimeOffset then, DateTimeOffset now)
    {
        var there = then.ToOffset(now.Offset);
        return there.ToString(there.Date == now.Date ? "HH:mm" : "d MMM HH:mm", CultureInfo.InvariantCulture);
    }

    private static string Span(TimeSpan time) => time switch
    {
        { TotalSeconds: < 90 } => Number(time.TotalSeconds, "s"),
        { TotalMinutes: < 90 } => Number(time.TotalMinutes, "min"),
        { TotalHours: < 48 } => Number(time.TotalHours, "h"),
        _ => Number(time.TotalDays, "days"),
    };

    private static string Number(double count, string unit) => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, count):0} {unit}");
}
