using System.Globalization;
using PiDeployer.Values;

namespace PiDeployer.Tests.Values;

public sealed class CronExpressionTests
{
    [Theory]
    [InlineData("* * * * *", "2026-01-01T00:00:59Z", "2026-01-01T00:01Z")]
    [InlineData("30 3 * * *", "2026-01-01T03:29:59Z", "2026-01-01T03:30Z")]
    [InlineData("30 3 * * *", "2026-01-01T03:30Z", "2026-01-02T03:30Z")]
    [InlineData("*/15 * * * *", "2026-01-01T03:31Z", "2026-01-01T03:45Z")]
    [InlineData("10-50/20 * * * *", "2026-01-01T03:11Z", "2026-01-01T03:30Z")]
    [InlineData("5/10 * * * *", "2026-01-01T03:50Z", "2026-01-01T03:55Z")]
    [InlineData("0 22-23,0-3 * * *", "2026-01-01T03:00Z", "2026-01-01T22:00Z")]
    [InlineData("0 9 * * mon-FRI", "2026-01-02T09:00Z", "2026-01-05T09:00Z")]
    [InlineData("0 9 * * fri-sun", "2026-01-03T10:00Z", "2026-01-04T09:00Z")]
    [InlineData("0 9 * * 5-7", "2026-01-03T10:00Z", "2026-01-04T09:00Z")]
    [InlineData("0 9 * * 7", "2026-01-01T00:00Z", "2026-01-04T09:00Z")]
    [InlineData("0 9 * * 0", "2026-01-01T00:00Z", "2026-01-04T09:00Z")]
    [InlineData("0 9 * * 5/1", "2026-01-03T10:00Z", "2026-01-09T09:00Z")]
    [InlineData("0 0 1 Jan,jul *", "2026-01-01T00:00Z", "2026-07-01T00:00Z")]
    [InlineData("0 0 1,15 * mon", "2026-01-01T00:00Z", "2026-01-05T00:00Z")]
    [InlineData("0 0 1,15 * mon", "2026-01-12T00:00Z", "2026-01-15T00:00Z")]
    [InlineData("0 0 */2 * mon", "2026-01-01T00:00Z", "2026-01-05T00:00Z")]
    [InlineData("0 0 */2 * mon", "2026-01-05T00:00Z", "2026-01-19T00:00Z")]
    [InlineData("0 0 31 * *", "2026-01-31T00:00Z", "2026-03-31T00:00Z")]
    [InlineData("0 0 29 2 *", "2026-01-01T00:00Z", "2028-02-29T00:00Z")]
    [InlineData("0 0 29 2 *", "2096-02-29T00:00Z", "2104-02-29T00:00Z")]
    [InlineData("0 0 29 2 */7", "2004-02-29T00:00Z", "2032-02-29T00:00Z")]
    [InlineData("59 23 31 12 *", "2026-12-31T23:59Z", "2027-12-31T23:59Z")]
    [InlineData("@hourly", "2026-01-01T00:00Z", "2026-01-01T01:00Z")]
    [InlineData("@daily", "2026-01-01T00:00Z", "2026-01-02T00:00Z")]
    [InlineData("@weekly", "2026-01-01T00:00Z", "2026-01-04T00:00Z")]
    [InlineData("@monthly", "2026-01-01T00:00Z", "2026-02-01T00:00Z")]
    [InlineData("@yearly", "2026-01-01T00:00Z", "2027-01-01T00:00Z")]
    public void Where_clocks_never_change(string expression, string after, string expected) => ShouldBeNext(expression, "UTC", after, expected);

    [Theory]
    [InlineData("30 2 * * *", "Europe/Berlin", "2026-03-29T00:00+01:00", "2026-03-29T03:00+02:00")]
    [InlineData("30 2 * * *", "Europe/Berlin", "2026-03-29T03:00+02:00", "2026-03-30T02:30+02:00")]
    [InlineData("0,30 2 * * *", "Europe/Berlin", "2026-03-29T03:00+02:00", "2026-03-30T02:00+02:00")]
    [InlineData("0 3 * * *", "Europe/Berlin", "2026-03-29T01:59+01:00", "2026-03-29T03:00+02:00")]
    [InlineData("*/30 * * * *", "Europe/Berlin", "2026-03-29T01:30+01:00", "2026-03-29T03:00+02:00")]
    [InlineData("*/30 2 * * *", "Europe/Berlin", "2026-03-29T01:30+01:00", "2026-03-30T02:00+02:00")]
    [InlineData("15 */2 * * *", "Europe/Berlin", "2026-03-29T00:15+01:00", "2026-03-29T04:15+02:00")]
    [InlineData("30 2 * * *", "Europe/Berlin", "2026-10-25T00:00+02:00", "2026-10-25T02:30+02:00")]
    [InlineData("30 2 * * *", "Europe/Berlin", "2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00")]
    [InlineData("30 2 * * *", "Europe/Berlin", "2026-10-25T02:10+01:00", "2026-10-26T02:30+01:00")]
    [InlineData("*/30 * * * *", "Europe/Berlin", "2026-10-25T02:30+02:00", "2026-10-25T02:00+01:00")]
    [InlineData("*/30 2 * * *", "Europe/Berlin", "2026-10-25T02:30+02:00", "2026-10-25T02:00+01:00")]
    [InlineData("*/30 2 * * *", "Europe/Berlin", "2026-10-25T02:30+01:00", "2026-10-26T02:00+01:00")]
    [InlineData("10 * * * *", "Europe/Berlin", "2026-10-25T02:10+02:00", "2026-10-25T02:10+01:00")]
    [InlineData("30 2 * * *", "America/New_York", "2026-03-08T01:00-05:00", "2026-03-08T03:00-04:00")]
    [InlineData("30 1 * * *", "America/New_York", "2026-11-01T01:30-04:00", "2026-11-02T01:30-05:00")]
    [InlineData("30 * * * *", "America/New_York", "2026-11-01T01:30-04:00", "2026-11-01T01:30-05:00")]
    [InlineData("15 2 * * *", "Australia/Lord_Howe", "2026-10-04T00:00+10:30", "2026-10-04T02:30+11:00")]
    [InlineData("*/10 * * * *", "Australia/Lord_Howe", "2026-10-04T01:50+10:30", "2026-10-04T02:30+11:00")]
    [InlineData("45 1 * * *", "Australia/Lord_Howe", "2026-04-05T01:45+11:00", "2026-04-06T01:45+10:30")]
    [InlineData("*/10 * * * *", "Australia/Lord_Howe", "2026-04-05T01:50+11:00", "2026-04-05T01:30+10:30")]
    [InlineData("0 0 * * *", "America/Santiago", "2026-09-05T12:00-04:00", "2026-09-06T01:00-03:00")]
    [InlineData("30 23 4 4 *", "America/Santiago", "2026-04-04T23:30-03:00", "2027-04-04T23:30-04:00")]
    [InlineData("30 23 * * *", "America/Santiago", "2026-04-04T23:30-03:00", "2026-04-05T23:30-04:00")]
    [InlineData("@hourly", "America/Santiago", "2026-04-04T23:00-03:00", "2026-04-04T23:00-04:00")]
    [InlineData("30 0 * * fri", "Africa/Cairo", "2026-04-23T12:00+02:00", "2026-04-24T01:00+03:00")]
    [InlineData("0 0 30 10 *", "Africa/Cairo", "2026-10-29T23:00+03:00", "2026-10-30T00:00+02:00")]
    [InlineData("0 12 30 12 *", "Pacific/Apia", "2011-12-29T12:00-10:00", "2011-12-31T00:00+14:00")]
    [InlineData("30 2 * * *", "Asia/Kolkata", "2026-03-29T02:30+05:30", "2026-03-30T02:30+05:30")]
    [InlineData("30 2 * * *", "Asia/Kolkata", "2026-10-25T02:29+05:30", "2026-10-25T02:30+05:30")]
    public void Where_clocks_are_set_forward_and_back(string expression, string zone, string after, string expected) => ShouldBeNext(expression, zone, after, expected);

    [Fact]
    public void What_is_asked_in_another_zone_is_answered_in_its_own() =>
        ShouldBeNext("0 12 * * *", "Asia/Kolkata", "2026-01-01T00:00-08:00", "2026-01-02T12:00+05:30");

    [Theory]
    [InlineData("", "has 0 fields, not five: minute, hour, day of the month, month, day of the week, such as '30 3 * * mon-fri'")]
    [InlineData("0 3 * *", "has 4 fields, not five: minute, hour, day of the month, month, day of the week, such as '30 3 * * mon-fri'")]
    [InlineData("0 0 3 * * *", "has 6 fields, not five: minute, hour, day of the month, month, day of the week, such as '30 3 * * mon-fri'")]
    [InlineData("@reboot", "is none of @hourly, @daily, @weekly, @monthly and @yearly")]
    [InlineData("60 * * * *", "has '60' for the minute, which may be * or 0 to 59, a range (a-b), a step (*/n or a-b/n), or a list of these")]
    [InlineData("0 24 * * *", "has '24' for the hour, which may be * or 0 to 23, a range (a-b), a step (*/n or a-b/n), or a list of these")]
    [InlineData("0 0 0 * *", "has '0' for the day of the month, which may be * or 1 to 31, a range (a-b), a step (*/n or a-b/n), or a list of these")]
    [InlineData("0 0 * june *", "has 'june' for the month, which may be *, 1 to 12 or jan to dec, a range (a-b), a step (*/n or a-b/n), or a list of these")]
    [InlineData("0 0 * * 8", "has '8' for the day of the week, which may be *, 0 to 7 or sun to sat, a range (a-b), a step (*/n or a-b/n), or a list of these")]
    [InlineData("1,,2 * * * *", "has '' for the minute, which may be * or 0 to 59, a range (a-b), a step (*/n or a-b/n), or a list of these")]
    [InlineData("-5 * * * *", "has '-5' for the minute, which may be * or 0 to 59, a range (a-b), a step (*/n or a-b/n), or a list of these")]
    [InlineData("*/5/2 * * * *", "has '*/5/2' for the minute, where a step may be 1 to 59")]
    [InlineData("*-5 * * * *", "has '*-5' for the minute, which may be * or 0 to 59, a range (a-b), a step (*/n or a-b/n), or a list of these")]
    [InlineData("0 0 ? * *", "has '?' for the day of the month, which may be * or 1 to 31, a range (a-b), a step (*/n or a-b/n), or a list of these")]
    [InlineData("0 0 L * *", "has 'L' for the day of the month, which may be * or 1 to 31, a range (a-b), a step (*/n or a-b/n), or a list of these")]
    [InlineData("*/0 * * * *", "has '*/0' for the minute, where a step may be 1 to 59")]
    [InlineData("*/60 * * * *", "has '*/60' for the minute, where a step may be 1 to 59")]
    [InlineData("0 22-3 * * *", "has '22-3' for the hour, a range that ends before it begins; write two: 22-23,0-3")]
    [InlineData("0 0 * nov-feb *", "has 'nov-feb' for the month, a range that ends before it begins; write two: 11-12,1-2")]
    [InlineData("0 0 31 2 *", "never happens: no month that it names has such a day")]
    [InlineData("0 0 31 4,6,9,11 *", "never happens: no month that it names has such a day")]
    public void What_is_none_is_refused_and_why(string expression, string expected)
    {
        CronExpression.Parse(expression, out var problem).ShouldBeNull();
        problem.ShouldBe(expected);
    }

    [Fact]
    public void At_the_end_of_time_there_is_none() => Parse("@daily").Next(DateTimeOffset.MaxValue.AddYears(-1), TimeZoneInfo.Utc).ShouldBeNull();

    private static CronExpression Parse(string expression) => CronExpression.Parse(expression, out var problem) ?? throw new ShouldAssertException(problem);

    private static void ShouldBeNext(string expression, string zone, string after, string expected)
    {
        var next = Parse(expression).Next(Time(after), TimeZoneInfo.FindSystemTimeZoneById(zone)).ShouldNotBeNull();

        next.ShouldBe(Time(expected));
        next.Offset.ShouldBe(Time(expected).Offset);
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
