using System.Net;
using PiDeployer.Pipelines.Sides;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Pipelines.Sides;

/// <summary>A real Caddy begins its admin API anew with each configuration that somebody gives it, and resets whoever was about to ask.</summary>
public sealed class CaddyRestartTests
{
    private const int Changes = 60;

    [Fact(Timeout = 180_000)]
    public async Task Routes_are_found_and_added_while_others_change_its_configuration()
    {
        Assert.SkipUnless(ProxyProgram.MissingReason is null, ProxyProgram.MissingReason ?? "");
        var stop = TestContext.Current.CancellationToken;
        using var caddy = new CaddyProgram();
        await caddy.StartAsync();
        var routes = new CaddyRoutes(new CaddyAdmin(caddy.Admin), $"127.0.0.1:{caddy.Port}");
        var others = Task.Run(() => ChangeAsync(caddy), stop);

        var number = 0;
        for (; !others.IsCompleted; number++)
        {
            var route = new CaddyRoute($"r{number % 3}", ["127.0.0.1"], "/nowhere", "", [number + 1]);
            (await routes.EnsureAsync(route, stop)).ShouldBeNull();
            (await routes.FindAsync(route, stop)).Status.ShouldBe(HttpStatusCode.OK);
        }

        await others;
        number.ShouldBeGreaterThan(0);
    }

    private static async Task ChangeAsync(CaddyProgram caddy)
    {
        for (var change = 0; change < Changes; change++)
        {
            await Task.Delay(20); // Who asks is not cut off by one after the other.
            await caddy.TellAsync("config/logging", $$"""{ "logs": { "default": { "level": "{{(change % 2 == 0 ? "ERROR" : "INFO")}}" } } }""");
        }
    }
}
