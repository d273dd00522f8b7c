using System.Net;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>The page of <c>GET /metrics</c> as a whole: what Prometheus, the dashboard and strangers find there.</summary>
[Trait("Category", "EndToEnd")]
public sealed class MetricsEndpointTests(MetricsEndpointTests.Fixture fixture) : IClassFixture<MetricsEndpointTests.Fixture>
{
    private readonly RunningServer server = fixture.Server;

    [Fact(Timeout = 180_000)]
    public async Task The_page_is_one_that_Prometheus_reads_without_complaint()
    {
        Assert.SkipUnless(Promtool.MissingReason is null, Promtool.MissingReason ?? "");
        Promtool.ShouldAcceptMetrics((await PageAsync()).Text);
        foreach (var project in new[] { "good", "bad", "-_le-0_-" })
            await server.EndedAsync(await DeployAsync(project));

        var page = await PageAsync();
        Promtool.ShouldAcceptMetrics(page.Text);
        Promtool.CheckMetrics(page.Text.Replace("_deployments_total", "_deployments", StringComparison.Ordinal)).Complaints.ShouldContain("counter metrics should have \"_total\" suffix");
        Promtool.CheckMetrics(page.Text.Replace("project=\"bad\"", "project=\"b\"ad\"", StringComparison.Ordinal)).Code.ShouldNotBe(0, "The label's end comes too early.");
    }

    [Fact(Timeout = 180_000)]
    public async Task The_dashboard_and_the_alerts_ask_for_what_there_is()
    {
        await server.EndedAsync(await DeployAsync("good"));
        var known = (await PageAsync()).Metrics;

        var asked = PromQl.OfBoard().Concat(PromQl.OfAlerts()).SelectMany(PromQl.MetricsIn).Distinct().ToList();
        asked.Except(known).ShouldBe(["up"], "This one is Prometheus' own.");
        asked.Count.ShouldBeGreaterThan(9, "The search found next to nothing, so it proves nothing.");
    }

    [Fact(Timeout = 180_000)]
    public async Task The_process_tells_of_itself_and_strangers_may_read_it()
    {
        using var answer = await server.Http.GetAsync("/metrics");
        var page = new MetricSamples(await answer.Content.ReadAsStringAsync());

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        $"{answer.Content.Headers.ContentType}".ShouldBe("text/plain; version=0.0.4; charset=utf-8");
        page["process_resident_memory_bytes"].ShouldBeInRange(5e6, page["process_virtual_memory_bytes"]);
        page["process_cpu_seconds_total"].ShouldBeInRange(0.01, 60);
        page["process_open_fds"].ShouldBeInRange(5, page["process_max_fds"]);
        page["dotnet_gc_collections_total{generation=\"0\"}"].ShouldBeGreaterThanOrEqualTo(page["dotnet_gc_collections_total{generation=\"2\"}"]);
        page["dotnet_gc_allocated_bytes_total"].ShouldBeGreaterThan(page["dotnet_gc_heap_bytes"] / 2);
        page.Names.Single(name => name.StartsWith("pi_deployer_build_info", StringComparison.Ordinal)).ShouldMatch("""^pi_deployer_build_info\{version="\d+\.\d+\.\d+",runtime="\d+\.\d+\.\d+"\}$""");
        page.Text.ShouldNotContain(RunningServer.Secret);

        using var head = await server.SendAuthorizedAsync(HttpMethod.Head, "/metrics");
        (await head.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
        head.Content.Headers.ContentLength.ShouldNotBeNull().ShouldBeGreaterThan(1000);
        await server.PostAsync("/metrics").ShouldFailAsync(HttpStatusCode.MethodNotAllowed);
    }

    private Task<string> DeployAsync(string project) => server.PostAsync($"/deploy/{project}").ShouldAcceptAsync();

    private async Task<MetricSamples> PageAsync() => new(await server.Http.GetStringAsync("/metrics"));

    public sealed class Fixture() : SharedServer(
        """
        defaults: { path: /tmp, deploy_mode: script-only, deploy_script: /bin/true, on_busy: queue }
        projects:
          - { name: good, repo: ann/good }
          - { name: bad, repo: ann/bad, deploy_script: /bin/false }
          - { name: -_le-0_-, repo: ann/odd }
          - { name: "007", repo: ann/bond }
        """);
}
