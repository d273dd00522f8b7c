using System.Globalization;

namespace PiDeployer.Cli.Terminal;

/// <summary>Times as people say them.</summary>
internal static class Times
{
    /// <summary><c>12.3 s</c>, <c>2 min 5 s</c>, <c>1 h 4 min</c>.</summary>
    public static string Took(TimeSpan time) => time.TotalSeconds switch
    {
        < 60 => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(time.TotalSeconds * 10) / 10:0.0} s"),
        < 3600 => $"{time.Minutes} min {time.Seconds} s",
        < 86_400 => $"{time.Hours} h {time.Minutes} min",
        _ => $"{time.Days} d {time.Hours} h",
    };

    /// <summary>The same in whole seconds, for what goes on.</summary>
    public static string Running(TimeSpan time) => time.TotalSeconds < 60 ? $"{Math.Max(time.Seconds, 0)} s" : Took(time);

    /// <summary><c>5 min ago</c>, <c>in 2 h</c>; the date when it is far.</summary>
    public static string Ago(DateTimeOffset time, DateTimeOffset now)
    {
        var distance = (now - time).Duration();
        var much = distance.TotalSeconds switch
        {
            < 60 => $"{distance.Seconds} s",
            < 3600 => $"{distance.Minutes} min",
            < 86_400 => $"{distance.Hours} h",
            < 30 * 86_400 => $"{distance.Days} d",
            _ => null,
        };
        if (much is null)
            return time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return time <= now ? $"{much} ago" : $"in {much}";
    }
}
