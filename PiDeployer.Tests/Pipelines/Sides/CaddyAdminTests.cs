using System.Net;
using System.Net.Sockets;
using System.Text;
using PiDeployer.Pipelines.Sides;

namespace PiDeployer.Tests.Pipelines.Sides;

/// <summary>Each question comes on a connection of its own, which is answered or reset.</summary>
public sealed class CaddyAdminTests : IDisposable
{
    private static readonly CaddyRoute Route = new("pi-deployer-shop", ["shop.example.org"], "/nowhere", "", [8081]);
    private static readonly string There = Route.ToJson().ToJsonString();

    private readonly TcpListener caddy = new(IPAddress.Loopback, 0);

    public CaddyAdminTests() => caddy.Start();

    private string Address => $"http://{caddy.LocalEndpoint}";

    [Theory(Timeout = 180_000)]
    [InlineData("GET", 1, null)]
    [InlineData("GET", 3, null)]
    [InlineData("GET", 4, "Connection reset by peer")]
    [InlineData("POST", 1, "Connection reset by peer")]
    public async Task What_is_only_asked_is_asked_again_where_it_was_cut_off(string method, int times, string? problem)
    {
        var answering = AnswerAsync([.. Enumerable.Repeat<string?>(null, times), .. problem is null ? ["{}"] : Array.Empty<string>()]);

        var answer = await new CaddyAdmin(Address).SendAsync(HttpMethod.Parse(method), "/config/", null, TestContext.Current.CancellationToken);

        (await answering).ShouldAllBe(request => request == $"{method} /config/");
        if (problem is null)
            answer.Problem.ShouldBeNull();
        else
            answer.Problem.ShouldNotBeNull().ShouldContain(problem);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_change_that_was_cut_off_and_yet_done_is_not_done_again() =>
        (await EnsureAsync("{}", null, There)).ShouldBe(["GET /id/pi-deployer-shop", "PATCH /id/pi-deployer-shop", "GET /id/pi-deployer-shop"]);

    [Fact(Timeout = 180_000)]
    public async Task One_that_was_not_done_is_done_then() => (await EnsureAsync("{}", null, "{}", "")).ShouldBe(
        ["GET /id/pi-deployer-shop", "PATCH /id/pi-deployer-shop", "GET /id/pi-deployer-shop", "PATCH /id/pi-deployer-shop"]);

    public void Dispose() => caddy.Dispose();

    /// <summary>What it was asked until the route was there.</summary>
    private async Task<string[]> EnsureAsync(params string?[] answers)
    {
        var answering = AnswerAsync(answers);
        (await new CaddyRoutes(new CaddyAdmin(Address), "127.0.0.1:8080").EnsureAsync(Route, TestContext.Current.CancellationToken)).ShouldBeNull();
        return await answering;
    }

    /// <param name="bodies">Of the answers; null for a connection that is reset.</param>
    /// <returns>The method and the path of each request.</returns>
    private async Task<string[]> AnswerAsync(params string?[] bodies)
    {
        var requests = new List<string>();
        foreach (var body in bodies)
        {
            using var connection = await caddy.AcceptSocketAsync(TestContext.Current.CancellationToken);
            var bytes = new byte[4096];
            var read = await connection.ReceiveAsync(bytes, TestContext.Current.CancellationToken);
            requests.Add(Encoding.ASCII.GetString(bytes, 0, read).Split(" HTTP/1.1")[0]);
            if (body is null)
            {
                connection.LingerState = new LingerOption(enable: true, seconds: 0); // It is reset, not closed.
                continue;
            }

            await connection.SendAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}"), TestContext.Current.CancellationToken);
            while (await connection.ReceiveAsync(bytes, TestContext.Current.CancellationToken) > 0)
            {
                // The rest of the request, without which it would be reset too.
            }
        }

        return [.. requests];
    }
}
