using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using PiDeployer.Http;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Http;

public sealed class GuardTests
{
    private readonly Guard guard = new(new RateLimit(2, new SettableClock(DateTimeOffset.UnixEpoch), NullLogger<RateLimit>.Instance));
    private int calls;

    [Fact]
    public async Task Behind_a_closed_door_nobody_looks_any_more()
    {
        (await StatusesAsync(guard.Closed(Refuse), 4)).ShouldBe([401, 401, 429, 429]);
        calls.ShouldBe(2);
    }

    [Fact]
    public async Task Where_refusals_are_counted_somebody_still_looks()
    {
        (await StatusesAsync(guard.Counted(RefuseAsync), 4)).ShouldBe([401, 401, 429, 429]);
        calls.ShouldBe(4);
        (await StatusesAsync(guard.Counted(_ => Task.FromResult(Answers.Skipped("not for us"))), 2)).ShouldBe([200, 200]);
    }

    [Fact]
    public async Task What_is_no_refusal_takes_nothing()
    {
        (await StatusesAsync(guard.Closed(_ => Answers.Skipped("not for us")), 9)).ShouldAllBe(status => status == 200);
        (await StatusesAsync(guard.Closed(_ => Answers.Error(404, "Unknown")), 9)).ShouldAllBe(status => status == 404);
        (await StatusesAsync(guard.Closed(Refuse), 3)).ShouldBe([401, 401, 429]);
    }

    private static async Task<List<int>> StatusesAsync(Func<HttpContext, Task<IResult>> door, int times)
    {
        var statuses = new List<int>();
        for (var i = 0; i < times; i++)
        {
            var http = new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Loopback } };
            await (await door(http)).ExecuteAsync(http);
            statuses.Add(http.Response.StatusCode);
        }

        return statuses;
    }

    private IResult Refuse(HttpContext http)
    {
        calls++;
        return Answers.Unauthorized();
    }

    private Task<IResult> RefuseAsync(HttpContext http) => Task.FromResult(Refuse(http));
}
