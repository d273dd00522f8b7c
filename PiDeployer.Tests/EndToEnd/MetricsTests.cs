using System.Net;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary><c>GET /metrics</c> of the running program, after real deployments.</summary>
[Trait("Category", "EndToEnd")]
public sealed class MetricsTests : IDisposable
{
    private readonly HeldProject held = new();

    private string Projects =>
        $$"""
        projects:
          - {{held.Project("held", ", on_busy: queue")}}
          - { name: good, repo: ann/good, path: /tmp, deploy_mode: script-only, deploy_script: /bin/true }
          - { name: bad, repo: ann/bad, path: /tmp, deploy_mode: script-only, deploy_script: /bin/false }
          - { name: -_le-0_-, repo: ann/odd, path: /tmp, deploy_mode: script-only, deploy_script: /bin/true }
          - { name: "007", repo: ann/bond, path: /tmp, deploy_mode: pull-only }
        """;

    public void Dispose() => held.Dispose();

    [Fact(Timeout = 60_000)]
    public async Task Deployments_are_counted_while_they_wait_run_and_end()
    {
        await using var server = await RunningServer.StartAsync(held.Folder, Projects);
        var before = DateTimeOffset.UtcNow;
        foreach (var project in new[] { "good", "good", "bad", "-_le-0_-" })
            await server.EndedAsync(await DeployAsync(server, project));
        var running = await DeployAsync(server, "held");
        await held.BeganAsync(running);
        await DeployAsync(server, "held");

        var page = await PageAsync(server);
        page[Total("good", "succeeded")].ShouldBe(2);
        page[Total("bad", "failed")].ShouldBe(1);
        page[Total("-_le-0_-", "succeeded")].ShouldBe(1);
        page[Total("007", "succeeded")].ShouldBe(0);
        page["pi_deployer_deployment_duration_seconds_count{project=\"good\"}"].ShouldBe(2);
        page["pi_deployer_deployment_duration_seconds_sum{project=\"good\"}"].ShouldBeInRange(0.001, 10);
        page["pi_deployer_deployments_running"].ShouldBe(1);
        page["pi_deployer_deployments_waiting"].ShouldBe(1);
        page["pi_deployer_projects"].ShouldBe(5);
        page[Success("good")].ShouldBe(1);
        page[Success("bad")].ShouldBe(0);
        page[Ended("bad")].ShouldBeInRange(before.ToUnixTimeSeconds() - 1, DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 1);
        page.Names.ShouldNotContain(Success("007"));

        held.Release();
        await Eventually.TrueAsync(async () => (await PageAsync(server))[Total("held", "succeeded")] == 2, "both are counted");
        page = await PageAsync(server);
        (page["pi_deployer_deployments_running"], page["pi_deployer_deployments_waiting"]).ShouldBe((0, 0));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_restart_forgets_the_counts_and_knows_what_came_last()
    {
        await using (var first = await RunningServer.StartAsync(held.Folder, Projects))
        {
            await first.EndedAsync(await DeployAsync(first, "bad"));
            await DeployAsync(first, "held");
            await first.KillAsync();
        }

        await using var server = await RunningServer.StartAsync(held.Folder, Projects);
        await Eventually.TrueAsync(async () => (await PageAsync(server))[Total("held", "interrupted")] == 1, "the start has seen what the process before it left");

        var page = await PageAsync(server);
        page[Total("bad", "failed")].ShouldBe(0);
        page[Success("bad")].ShouldBe(0);
        page[Success("held")].ShouldBe(0);
        page["pi_deployer_deployment_duration_seconds_count{project=\"held\"}"].ShouldBe(0);
        page["process_start_time_seconds"].ShouldBeInRange(DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 30, DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 1);
        held.Release();
    }

    [Fact(Timeout = 60_000)]
    public async Task A_project_that_a_reload_takes_away_is_gone_from_the_next_page()
    {
        await using var server = await RunningServer.StartAsync(held.Folder, Projects);
        await server.EndedAsync(await DeployAsync(server, "good"));
        (await PageAsync(server)).Text.ShouldContain("project=\"good\"");
        held.Folder.Write("projects.yml", Projects.Replace("name: good", "name: better", StringComparison.Ordinal));
        await server.PostAsync("/reload").ShouldAnswerAsync(HttpStatusCode.OK);

        var page = await PageAsync(server);
        page.Text.ShouldNotContain("project=\"good\"");
        page[Total("better", "succeeded")].ShouldBe(0);
    }

    [Fact(Timeout = 60_000)]
    public async Task The_page_is_one_that_Prometheus_reads_without_complaint()
    {
        Assert.SkipUnless(Promtool.MissingReason is null, Promtool.MissingReason ?? "");
        await using var server = await RunningServer.StartAsync(held.Folder, Projects);
        Promtool.ShouldAcceptMetrics((await PageAsync(server)).Text);
        foreach (var project in new[] { "good", "bad", "-_le-0_-" })
            await server.EndedAsync(await DeployAsync(server, project));

        var page = await PageAsync(server);
        Promtool.ShouldAcceptMetrics(page.Text);
        Promtool.CheckMetrics(page.Text.Replace("_deployments_total", "_deployments", StringComparison.Ordinal)).Complaints.ShouldContain("counter metrics should have \"_total\" suffix");
        Promtool.CheckMetrics(page.Text.Replace("project=\"bad\"", "project=\"b\"ad\"", StringComparison.Ordinal)).Code.ShouldNotBe(0, "The label's end comes too early.");
    }

    [Fact(Timeout = 60_000)]
    public async Task The_process_tells_of_itself_and_strangers_may_read_it()
    {
        await using var server = await RunningServer.StartAsync(held.Folder, Projects);
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

    private static Task<string> DeployAsync(RunningServer server, string project) => server.PostAsync($"/deploy/{project}").ShouldAcceptAsync();

    private static string Total(string project, string result) => $"pi_deployer_deployments_total{{project=\"{project}\",result=\"{result}\"}}";

    private static string Success(string project) => $"pi_deployer_last_deployment_success{{project=\"{project}\"}}";

    private static string Ended(string project) => $"pi_deployer_last_deployment_timestamp_seconds{{project=\"{project}\"}}";

    private static async Task<MetricSamples> PageAsync(RunningServer server) => new(await server.Http.GetStringAsync("/metrics"));
}
