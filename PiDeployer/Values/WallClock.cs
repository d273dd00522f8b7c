namespace PiDeployer.Values;

/// <summary>When the clocks of a zone show a certain time: once as a rule, never when they are set forward over it, twice when they are set back.</summary>
/// <param name="At">The first time. Of one that is left out, the moment after the gap.</param>
/// <param name="Again">The second time; null when there is none.</param>
/// <param name="IsSkipped">Whether no clock shows it.</param>
internal sealed record WallClock(DateTimeOffset At, DateTimeOffset? Again = null, bool IsSkipped = false)
{
    /// <summary>More than any zone is away from UTC, so that both sides of a change are seen. <see cref="TimeZoneInfo"/> itself does not tell of every change.</summary>
    private static readonly TimeSpan Around = TimeSpan.FromHours(24);

    public static WallClock Of(DateTime local, TimeZoneInfo zone)
    {
        var (before, after) = (zone.GetUtcOffset(Utc(local - Around)), zone.GetUtcOffset(Utc(local + Around)));
        var (early, late) = (new DateTimeOffset(local, before), new DateTimeOffset(local, after));
        return (zone.GetUtcOffset(early) == before, zone.GetUtcOffset(late) == after) switch
        {
            (true, true) when early != late => new WallClock(early, late),
            (true, _) => new WallClock(early),
            (_, true) => new WallClock(late),
            _ => new WallClock(TimeZoneInfo.ConvertTime(ChangeBetween(late, early, before, zone), zone), IsSkipped: true),
        };
    }

    /// <summary>The first minute with another offset than <paramref name="before"/>.</summary>
    private static DateTimeOffset ChangeBetween(DateTimeOffset from, DateTimeOffset to, TimeSpan before, TimeZoneInfo zone)
    {
        while ((to - from).TotalMinutes > 1)
        {
            var middle = from.AddMinutes(Math.Floor((to - from).TotalMinutes / 2));
            if (zone.GetUtcOffset(middle) == before)
                from = middle;
            else
                to = middle;
        }

        return to;
    }

    private static DateTimeOffset Utc(DateTime local) => new(DateTime.SpecifyKind(local, DateTimeKind.Unspecified), TimeSpan.Zero);
}
