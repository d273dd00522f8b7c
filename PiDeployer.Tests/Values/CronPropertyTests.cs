using PiDeployer.Tests.Infra;
using PiDeployer.Values;

namespace PiDeployer.Tests.Values;

/// <summary>Random expressions, most of them asked near a change of the clocks, against a look at every single minute.</summary>
public sealed class CronPropertyTests
{
    private static readonly TimeSpan Horizon = TimeSpan.FromHours(30);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static readonly TimeZoneInfo[] Zones =
    [
        .. new[] { "UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Africa/Cairo", "Africa/Casablanca", "Asia/Kolkata" }.Select(TimeZoneInfo.FindSystemTimeZoneById),
    ];

    private static readonly Dictionary<TimeZoneInfo, DateTimeOffset[]> Changes = Zones.ToDictionary(zone => zone, ChangesOf);

    /// <param name="Text">As it is written.</param>
    /// <param name="Numbers">What it means.</param>
    private sealed record Field(string Text, HashSet<int> Numbers);

    [Fact(Timeout = 180_000)]
    public Task The_next_time_is_the_first_minute_that_counts() =>
        Task.Run(() => Sequences.ShouldAllKeep(500, longest: 5, number => number, Keep), TestContext.Current.CancellationToken);

    private static void Keep(int[] numbers)
    {
        var random = new Random(numbers.Aggregate(17, (seed, number) => unchecked((seed * 31) + number)));
        var (zone, after) = Moment(random);
        var (minute, hour) = (RandomField(random, 0, 59, 60), RandomField(random, 0, 23, 60));
        var (day, month, weekday) = (RandomField(random, 1, 31, 20), RandomField(random, 1, 12, 5), RandomField(random, 0, 6, 20));
        var text = string.Join(' ', minute.Text, hour.Text, day.Text, month.Text, weekday.Text);
        if (CronExpression.Parse(text, out var problem) is not { } expression)
        {
            problem.ShouldStartWith("never happens", customMessage: text);
            day.Numbers.Min().ShouldBeGreaterThan(28, text);
            return;
        }

        bool Matches(DateTime time)
        {
            var (byMonth, byWeek) = (day.Numbers.Contains(time.Day), weekday.Numbers.Contains((int)time.DayOfWeek));
            return minute.Numbers.Contains(time.Minute) && hour.Numbers.Contains(time.Hour) && month.Numbers.Contains(time.Month)
                && (day.Text[0] == '*' || weekday.Text[0] == '*' ? byMonth && byWeek : byMonth || byWeek);
        }

        var first = Minutes(after).FirstOrDefault(time => Counts(time, zone, Matches, isInterval: minute.Text[0] == '*' || hour.Text[0] == '*'));
        var next = expression.Next(after, zone).ShouldNotBeNull(text);
        next.ShouldBeGreaterThan(after, text);
        if (first == default)
            next.ShouldBeGreaterThan(after + Horizon - Minute, $"{text} in {zone.Id} after {after}");
        else
            next.ShouldBe(first, $"{text} in {zone.Id} after {after}");
    }

    /// <summary>By what the clocks have shown in the minutes before.</summary>
    private static bool Counts(DateTimeOffset time, TimeZoneInfo zone, Func<DateTime, bool> matches, bool isInterval)
    {
        var (shown, before) = (Shown(time, zone), Shown(time - Minute, zone));
        if (isInterval)
            return matches(shown);
        for (var skipped = before + Minute; skipped < shown; skipped += Minute)
        {
            if (matches(skipped))
                return true;
        }

        return matches(shown) && Enumerable.Range(1, 180).All(ago => Shown(time - (ago * Minute), zone) != shown);
    }

    private static IEnumerable<DateTimeOffset> Minutes(DateTimeOffset after)
    {
        var begin = new DateTimeOffset(after.Ticks - (after.Ticks % TimeSpan.TicksPerMinute), after.Offset);
        for (var time = begin + Minute; time < after + Horizon; time += Minute)
            yield return time;
    }

    private static DateTime Shown(DateTimeOffset time, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(time, zone).DateTime;

    private static (TimeZoneInfo Zone, DateTimeOffset After) Moment(Random random)
    {
        var zone = Zones[random.Next(Zones.Length)];
        if (Changes[zone] is not { Length: > 0 } changes || random.Next(5) == 0)
            return (zone, new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(random.Next(4 * 365 * 86400)));
        var seconds = random.Next(2) == 0 ? random.Next(-7200, 7200) : 60 * random.Next(-1500, 120);
        return (zone, changes[random.Next(changes.Length)].AddSeconds(seconds));
    }

    private static DateTimeOffset[] ChangesOf(TimeZoneInfo zone)
    {
        var begin = new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);
        return [.. Enumerable.Range(0, 2 * 365 * 48).Select(half => begin.AddMinutes(30 * half)).Where(time => zone.GetUtcOffset(time) != zone.GetUtcOffset(time.AddMinutes(-30)))];
    }

    /// <param name="random">What decides.</param>
    /// <param name="first">Its lowest number.</param>
    /// <param name="last">Its highest.</param>
    /// <param name="restricted">In so many of a hundred cases it is not a plain star.</param>
    private static Field RandomField(Random random, int first, int last, int restricted)
    {
        if (random.Next(100) >= restricted)
            return new Field("*", [.. Enumerable.Range(first, last - first + 1)]);
        var (a, b) = (random.Next(first, last + 1), random.Next(first, last + 1));
        var (low, high, step) = (Math.Min(a, b), Math.Max(a, b), random.Next(1, last));
        HashSet<int> From(int from, int to, int by) => [.. Enumerable.Range(from, to - from + 1).Where(number => (number - from) % by == 0)];
        return random.Next(6) switch
        {
            0 => new Field($"*/{step}", From(first, last, step)),
            1 => new Field($"{low}-{high}", From(low, high, 1)),
            2 => new Field($"{low}-{high}/{step}", From(low, high, step)),
            3 => new Field($"{low}/{step}", From(low, last, step)),
            4 => new Field($"{high},{low}", [low, high]),
            _ => new Field($"{a}", [a]),
        };
    }
}
