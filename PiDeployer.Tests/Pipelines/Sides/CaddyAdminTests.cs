using System.Net;
using System.Net.Sockets;
using System.Text;
using PiDeployer.Pipelines.Sides;

namespace PiDeployer.Tests.Pipelines.Sides;

public sealed class CaddyAdminTests : IDisposable
{
    private readonly TcpListener caddy = new(IPAddress.Loopback, 0);

    public CaddyAdminTests() => caddy.Start();

    [Theory(Timeout = 180_000)]
    [InlineData("GET", 1, null)]
    [InlineData("GET", 3, null)]
    [InlineData("GET", 4, "Connection reset by peer")]
    [InlineData("POST", 1, "Connection reset by peer")]
    public async Task What_is_only_asked_is_asked_again_where_it_was_cut_off(string method, int times, string? problem)
    {
        var answering = CutOffThenAnswerAsync(times, problem is null ? 1 : 0);

        var answer = await new CaddyAdmin($"http://{caddy.LocalEndpoint}").SendAsync(HttpMethod.Parse(method), "/config/", null, TestContext.Current.CancellationToken);

        await answering;
        if (problem is null)
            answer.Problem.ShouldBeNull();
        else
            answer.Problem.ShouldNotBeNull().ShouldContain(problem);
    }

    public void Dispose() => caddy.Dispose();

    private async Task CutOffThenAnswerAsync(int times, int answers)
    {
        for (var i = 0; i < times; i++)
        {
            using var cutOff = await caddy.AcceptSocketAsync(TestContext.Current.CancellationToken);
            await cutOff.ReceiveAsync(new byte[1], TestContext.Current.CancellationToken);
            cutOff.LingerState = new LingerOption(enable: true, seconds: 0); // It is reset, not closed.
        }

        for (var i = 0; i < answers; i++)
        {
            using var next = await caddy.AcceptSocketAsync(TestContext.Current.CancellationToken);
            await next.ReceiveAsync(new byte[4096], TestContext.Current.CancellationToken);
            await next.SendAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"), TestContext.Current.CancellationToken);
        }
    }
}
