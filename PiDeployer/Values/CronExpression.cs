using System.Globalization;

namespace PiDeployer.Values;

/// <summary>Points in time that come again and again, as <see href="https://man7.org/linux/man-pages/man5/crontab.5.html">crontab(5)</see> has them: minute, hour, day of the month, month, day of the week.</summary>
internal sealed class CronExpression
{
    /// <summary>The same weekday on a 29th of February may be so far away, since 2100 has none.</summary>
    private const int FurthestYears = 41;

    private const int LastYear = 9990;

    private static readonly CronFieldRule Minutes = new("minute", 0, 59, []);
    private static readonly CronFieldRule Hours = new("hour", 0, 23, []);
    private static readonly CronFieldRule Days = new("day of the month", 1, 31, []);
    private static readonly CronFieldRule Months = new("month", 1, 12, ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]);
    private static readonly CronFieldRule Weekdays = new("day of the week", 0, 6, ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]) { AlsoFirst = 7 };

    private readonly CronField minute;
    private readonly CronField hour;
    private readonly CronField day;
    private readonly CronField month;
    private readonly CronField weekday;

    private CronExpression(string text, CronField minute, CronField hour, CronField day, CronField month, CronField weekday)
    {
        Text = text;
        (this.minute, this.hour, this.day, this.month, this.weekday) = (minute, hour, day, month, weekday);
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>Whether it counts time that passes, such as every quarter of an hour, rather than naming times of the day. When clocks change, nothing of that is made up for or left out.</summary>
    private bool IsInterval => minute.IsStar || hour.IsStar;

    /// <param name="text">As in a crontab.</param>
    /// <param name="problem">Ends the sentence "EXPRESSION …"; empty when there is none.</param>
    /// <returns>Null when the text is none, or names a day that never comes.</returns>
    public static CronExpression? Parse(string text, out string problem)
    {
        var fields = Written(text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields is not [var minutes, var hours, var days, var months, var weekdays])
        {
            problem = text.StartsWith('@')
                ? "is none of @hourly, @daily, @weekly, @monthly and @yearly"
                : string.Create(CultureInfo.InvariantCulture, $"has {fields.Length} fields, not five: minute, hour, day of the month, month, day of the week, such as '30 3 * * mon-fri'");
            return null;
        }

        if (Minutes.Parse(minutes, out problem) is not { } minute
            || Hours.Parse(hours, out problem) is not { } hour
            || Days.Parse(days, out problem) is not { } day
            || Months.Parse(months, out problem) is not { } month
            || Weekdays.Parse(weekdays, out problem) is not { } weekday)
        {
            return null;
        }

        var parsed = new CronExpression(text, minute, hour, day, month, weekday);
        problem = parsed.FirstFrom(new DateTime(2000, 1, 1)) is null ? "never happens: no month that it names has such a day" : "";
        return problem.Length == 0 ? parsed : null;
    }

    /// <summary>
    /// The first point in time after this one. Where clocks are set forward, a time of the day that is left out becomes the moment after the gap; where they are set back,
    /// one that comes twice counts the first time. An interval goes on through both.
    /// </summary>
    /// <returns>In the zone's own time; null at the end of all time.</returns>
    public DateTimeOffset? Next(DateTimeOffset after, TimeZoneInfo zone)
    {
        var now = TimeZoneInfo.ConvertTime(after, zone).DateTime;
        now = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMinute));
        var next = Search(now, DateTime.MaxValue, after, shown => shown.IsSkipped && IsInterval ? null : shown.At, zone);
        if (!IsInterval)
            return next;

        // In an hour that comes twice, what has been shown already is still to come.
        var here = WallClock.Of(now, zone);
        var length = here.Again - here.At ?? TimeSpan.Zero;
        return Earlier(next, Search(now - length, now + length, after, shown => shown.Again, zone));
    }

    public override string ToString() => Text;

    private static string Written(string text) => text switch
    {
        "@hourly" => "0 * * * *",
        "@daily" or "@midnight" => "0 0 * * *",
        "@weekly" => "0 0 * * 0",
        "@monthly" => "0 0 1 * *",
        "@yearly" or "@annually" => "0 0 1 1 *",
        _ => text,
    };

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => other is null || one < other ? one : other;

    private DateTimeOffset? Search(DateTime from, DateTime to, DateTimeOffset after, Func<WallClock, DateTimeOffset?> at, TimeZoneInfo zone)
    {
        for (var local = FirstFrom(from); local <= to; local = FirstFrom(local.Value.AddMinutes(1)))
        {
            if (at(WallClock.Of(local.Value, zone)) is { } found && found > after)
                return found;
        }

        return null;
    }

    /// <summary>The first whole minute from this one on, on a clock that nobody sets.</summary>
    private DateTime? FirstFrom(DateTime from)
    {
        var end = Math.Min(from.Year + FurthestYears, LastYear);
        var date = from.Date;
        while (date.Year <= end)
        {
            if (!month.Has(date.Month))
            {
                date = new DateTime(date.Year, date.Month, 1).AddMonths(1);
                continue;
            }

            if (IsDay(date) && FirstOfDay(date == from.Date ? from.TimeOfDay : TimeSpan.Zero) is { } time)
                return date + time;
            date = date.AddDays(1);
        }

        return null;
    }

    /// <summary>Where both kinds of days are named, either is enough.</summary>
    private bool IsDay(DateTime date)
    {
        var (byMonth, byWeek) = (day.Has(date.Day), weekday.Has((int)date.DayOfWeek));
        return day.IsStar || weekday.IsStar ? byMonth && byWeek : byMonth || byWeek;
    }

    private TimeSpan? FirstOfDay(TimeSpan from)
    {
        for (var h = hour.From(from.Hours); h >= 0; h = hour.From(h + 1))
        {
            if (minute.From(h == from.Hours ? from.Minutes : 0) is >= 0 and var m)
                return new TimeSpan(h, m, 0);
        }

        return null;
    }
}
