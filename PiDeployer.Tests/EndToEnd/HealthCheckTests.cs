using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

[Trait("Category", "EndToEnd")]
[Takes(20)]
public sealed class HealthCheckTests : IDisposable
{
    private readonly TempDirectory folder = new();

    [Theory(Timeout = 180_000)]
    [InlineData(1, 200)]
    [InlineData(1, 204)]
    [InlineData(3, 500, 500, 200)]
    public async Task A_service_that_becomes_well_in_time_makes_a_success(int asked, params int[] statuses)
    {
        using var service = new HealthListener(statuses);

        (await DeployAsync(service.Url)).Flag("success").ShouldBeTrue();
        service.Asked.ShouldBe(asked);
    }

    [Theory(Timeout = 180_000)]
    [InlineData(500)]
    [InlineData(404)]
    [InlineData(304)]
    public async Task A_service_that_never_becomes_well_makes_a_failure(int status)
    {
        using var service = new HealthListener(status);
        var result = await DeployAsync(service.Url);

        result.Flag("success").ShouldBeFalse();
        result.Text("error").ShouldBe($"health check failed: {service.Url} answered {status}");
        service.Asked.ShouldBe(3);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_service_that_nobody_can_reach_makes_a_failure()
    {
        using var closed = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        closed.Bind(new IPEndPoint(IPAddress.Loopback, 0)); // It does not listen, and nobody else can have the port.
        var url = $"http://127.0.0.1:{((IPEndPoint?)closed.LocalEndPoint)?.Port}/";

        (await DeployAsync(url)).Text("error").ShouldStartWith($"health check failed: {url} could not be reached");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_service_is_not_asked_when_the_deployment_failed_before()
    {
        using var service = new HealthListener(200);

        (await DeployAsync(service.Url, script: "/bin/false")).Flag("success").ShouldBeFalse();
        service.Asked.ShouldBe(0);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_service_is_not_asked_when_its_check_is_not_enabled()
    {
        using var service = new HealthListener(500);

        (await DeployAsync(service.Url, enabled: "false")).Flag("success").ShouldBeTrue();
        service.Asked.ShouldBe(0);
    }

    public void Dispose() => folder.Dispose();

    private async Task<JsonNode> DeployAsync(string url, string script = "/bin/true", string enabled = "true")
    {
        await using var server = await RunningServer.StartAsync(
            folder,
            $$"""
            defaults: { health_check: { retries: 3, interval: 0.1 } }
            projects:
              - name: shop
                repo: ann/shop
                path: /tmp
                deploy_mode: script-only
                deploy_script: {{script}}
                health_check: { enabled: {{enabled}}, url: "{{url}}" }
            """);
        await server.SendAsync(Webhook.Push("ann/shop")).ShouldAnswerAsync(HttpStatusCode.Accepted);
        return await server.ResultAsync("shop");
    }
}
