using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using PiDeployer.Http;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Http;

public sealed class RateLimitTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private readonly SettableClock clock = new(Noon);

    [Fact]
    public void Ten_go_the_next_does_not_and_a_minute_later_again()
    {
        var limit = new RateLimit(10, clock, NullLogger<RateLimit>.Instance);
        TakeAll(limit, "198.51.100.1", 10);

        limit.TryTake(From("198.51.100.1")).ShouldBeFalse();
        clock.Steady += TimeSpan.FromSeconds(59.9);
        limit.TryTake(From("198.51.100.1")).ShouldBeFalse();
        clock.Steady += TimeSpan.FromSeconds(0.1);
        TakeAll(limit, "198.51.100.1", 10);
        limit.TryTake(From("198.51.100.1")).ShouldBeFalse();
    }

    [Fact]
    public void Looking_takes_nothing()
    {
        var limit = new RateLimit(2, clock, NullLogger<RateLimit>.Instance);
        for (var i = 0; i < 5; i++)
            limit.IsExhausted(From("198.51.100.1")).ShouldBeFalse();
        TakeAll(limit, "198.51.100.1", 1);
        limit.IsExhausted(From("198.51.100.1")).ShouldBeFalse();
        TakeAll(limit, "198.51.100.1", 1);

        limit.IsExhausted(From("198.51.100.1")).ShouldBeTrue();
        clock.Steady += TimeSpan.FromMinutes(1);
        limit.IsExhausted(From("198.51.100.1")).ShouldBeFalse();
    }

    [Fact]
    public void Every_client_has_its_own()
    {
        var limit = new RateLimit(1, clock, NullLogger<RateLimit>.Instance);
        TakeAll(limit, "198.51.100.1", 1);

        limit.IsExhausted(From("198.51.100.2")).ShouldBeFalse();
        limit.TryTake(From("198.51.100.2")).ShouldBeTrue();
        limit.TryTake(From("198.51.100.1")).ShouldBeFalse();
    }

    [Fact]
    public void A_network_of_IPv6_is_one_client()
    {
        var limit = new RateLimit(1, clock, NullLogger<RateLimit>.Instance);
        TakeAll(limit, "2001:db8:1:2::1", 1);

        limit.TryTake(From("2001:db8:1:2:ffff:ffff:ffff:ffff")).ShouldBeFalse();
        limit.TryTake(From("2001:db8:1:3::1")).ShouldBeTrue();
    }

    [Fact]
    public void The_wall_clock_does_not_count()
    {
        var limit = new RateLimit(1, clock, NullLogger<RateLimit>.Instance);
        TakeAll(limit, "198.51.100.1", 1);

        clock.Now = Noon.AddYears(1);
        limit.TryTake(From("198.51.100.1")).ShouldBeFalse();
        clock.Now = Noon.AddYears(-1);
        clock.Steady += TimeSpan.FromMinutes(1);
        limit.TryTake(From("198.51.100.1")).ShouldBeTrue();
    }

    [Fact]
    public void Zero_is_no_limit()
    {
        var limit = new RateLimit(0, clock, NullLogger<RateLimit>.Instance);
        TakeAll(limit, "198.51.100.1", 1000);

        limit.IsExhausted(From("198.51.100.1")).ShouldBeFalse();
    }

    [Fact]
    public void Of_more_clients_than_are_remembered_the_oldest_go()
    {
        var limit = new RateLimit(1, clock, NullLogger<RateLimit>.Instance);
        for (var i = 0; i < RateLimit.MostClients; i++)
            limit.TryTake(From(Nth(i))).ShouldBeTrue();
        limit.IsExhausted(From(Nth(0))).ShouldBeTrue();

        TakeAll(limit, "198.51.100.1", 1);

        limit.IsExhausted(From(Nth(0))).ShouldBeFalse();
        limit.IsExhausted(From(Nth(1))).ShouldBeTrue();
        limit.IsExhausted(From(Nth(RateLimit.MostClients - 1))).ShouldBeTrue();
        limit.IsExhausted(From("198.51.100.1")).ShouldBeTrue();
    }

    [Theory]
    [InlineData(0, "60")]
    [InlineData(12.5, "48")]
    [InlineData(59.99, "1")]
    [InlineData(75, "1")]
    public async Task The_answer_says_when_to_come_again(double later, string seconds)
    {
        var limit = new RateLimit(1, clock, NullLogger<RateLimit>.Instance);
        TakeAll(limit, "198.51.100.1", 1);
        clock.Steady += TimeSpan.FromSeconds(later);
        var http = From("198.51.100.1");
        using var body = new MemoryStream();
        http.Response.Body = body;

        await limit.TooMany(http).ExecuteAsync(http);

        http.Response.StatusCode.ShouldBe(429);
        http.Response.Headers.RetryAfter.ToString().ShouldBe(seconds);
        System.Text.Encoding.UTF8.GetString(body.ToArray()).ShouldBe($$"""{"error":"Too many failed attempts or signed calls from your address (198.51.100.1): 1 a minute are allowed. Try again in {{seconds}} s."}""");
    }

    [Fact]
    public async Task At_once_no_more_are_taken_than_there_are()
    {
        const int tries = 100_000;
        var limit = new RateLimit(2 * tries, clock, NullLogger<RateLimit>.Instance);
        int Taken()
        {
            var http = From("198.51.100.1");
            return Enumerable.Range(0, tries).Count(_ => limit.TryTake(http));
        }

        var taken = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(Taken)));

        taken.Sum().ShouldBe(2 * tries);
    }

    private static void TakeAll(RateLimit limit, string address, int number)
    {
        for (var i = 0; i < number; i++)
            limit.TryTake(From(address)).ShouldBeTrue();
    }

    internal static string Nth(int number) => $"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}";

    internal static DefaultHttpContext From(string address) => new() { Connection = { RemoteIpAddress = IPAddress.Parse(address) } };
}
