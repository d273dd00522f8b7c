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

    [Fact(Timeout = 180_000)]
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

    [Fact(Timeout = 180_000)]
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
        page.Text.ShouldNotContain(Success("held")); // One that was interrupted says nothing of how the project does.
        page["pi_deployer_deployment_duration_seconds_count{project=\"held\"}"].ShouldBe(0);
        page["process_start_time_seconds"].ShouldBeInRange(DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 30, DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 1);
        held.Release();
    }

    [Fact(Timeout = 180_000)]
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

    private static Task<string> DeployAsync(RunningServer server, string project) => server.PostAsync($"/deploy/{project}").ShouldAcceptAsync();

    private static string Total(string project, string result) => $"pi_deployer_deployments_total{{project=\"{project}\",result=\"{result}\"}}";

    private static string Success(string project) => $"pi_deployer_last_deployment_success{{project=\"{project}\"}}";

    private static string Ended(string project) => $"pi_deployer_last_deployment_timestamp_seconds{{project=\"{project}\"}}";

    private static async Task<MetricSamples> PageAsync(RunningServer server) => new(await server.Http.GetStringAsync("/metrics"));
}
