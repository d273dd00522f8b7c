using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

[Trait("Category", "EndToEnd")]
public sealed class ReadingEndpointsTests(ReadingEndpointsTests.Fixture fixture) : IClassFixture<ReadingEndpointsTests.Fixture>
{
    private readonly RunningServer server = fixture.Server;

    [Theory(Timeout = 60_000)]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task Health_says_how_long_it_has_been_up_and_for_how_many_projects(string method)
    {
        var health = await server.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), "/health")).ShouldAnswerAsync(HttpStatusCode.OK);

        health.Members().ShouldBe(["status", "uptime", "uptime_seconds", "projects"]);
        health.Text("status").ShouldBe("ok");
        health.Text("uptime").ShouldMatch(@"^(\d+d )?(\d+h )?\d+m$");
        health.Number("uptime_seconds").ShouldBeInRange(0, 60);
        health.Number("projects").ShouldBe(3);
    }

    [Fact(Timeout = 60_000)]
    public async Task Status_has_no_result_before_the_first_deployment()
    {
        var status = await server.StatusAsync("quiet");

        status.Members().ShouldBe(["name", "repo", "branch", "deploy_mode", "deploying"]);
        status.Text("repo").ShouldBe("ann/quiet");
        status.Text("branch").ShouldBe("trunk");
        status.Text("deploy_mode").ShouldBe("pull-only");
        status.Flag("deploying").ShouldBeFalse();
    }

    [Fact(Timeout = 60_000)]
    public async Task Status_has_the_last_result_after_a_deployment()
    {
        await server.SendAuthorizedAsync(HttpMethod.Post, "/deploy/good").ShouldAnswerAsync(HttpStatusCode.Accepted);
        var status = await server.ResultAsync("good");

        status.Members().ShouldBe(["name", "repo", "branch", "deploy_mode", "deploying", "last_deploy", "success", "duration", "last_id", "last_state"]);
        DateTimeOffset.Parse(status.Text("last_deploy"), null).ShouldBe(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(1));
        status.Flag("success").ShouldBeTrue();
        status.Number("duration").ShouldBeInRange(0, 30);
    }

    [Fact(Timeout = 60_000)]
    public async Task Status_has_the_error_after_a_failure()
    {
        await server.SendAuthorizedAsync(HttpMethod.Post, "/deploy/bad").ShouldAnswerAsync(HttpStatusCode.Accepted);
        var status = await server.ResultAsync("bad");

        status.Flag("success").ShouldBeFalse();
        status.Text("error").ShouldBe("/bin/false exited with 1");
    }

    [Fact(Timeout = 60_000)]
    public async Task Root_tells_a_program_what_can_be_asked()
    {
        var root = await server.Http.GetAsync("/").ShouldAnswerAsync(HttpStatusCode.OK);

        root.Members().ShouldBe(["service", "version", "endpoints"]);
        root.Text("service").ShouldBe("pi-deployer");
        root.Text("version").ShouldMatch(@"^\d+\.\d+\.\d+$");
        root["endpoints"].ShouldBeOfType<JsonObject>().Select(endpoint => (string?)endpoint.Value).ShouldBe(
            [
                "POST /deploy", "POST /deploy/<name>", "POST /deploy-all-changed?project=<name>", "POST /redeploy-and-update/<name>", "POST /rollback/<name>?to=<id>", "DELETE /environments/<name>",
                "GET /deployments?project=<name>&limit=20&before=<number>", "GET /deployments/<id>", "GET /deployments/<id>/log", "GET /deployments/<id>/events",
                "POST /deployments/<id>/cancel",
                "GET /health", "GET /status", "GET /logs/<name>?lines=50", "GET /config", "GET /metrics", "POST /reload",
            ],
            ignoreOrder: true);
    }

    [Fact(Timeout = 60_000)]
    public async Task Root_is_a_page_for_a_browser()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Add("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");
        using var answer = await server.Http.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        $"{answer.Content.Headers.ContentType}".ShouldBe("text/html; charset=utf-8");
        (await answer.Content.ReadAsStringAsync()).ShouldStartWith("<!doctype html>", Case.Insensitive);
        answer.Headers.Vary.ShouldContain("Accept");
        answer.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem().ShouldContain("default-src 'none'");
    }

    [Theory(Timeout = 60_000)]
    [InlineData("/")]
    [InlineData("/health")]
    [InlineData("/status")]
    [InlineData("/config")]
    [InlineData("/logs/quiet")]
    public async Task Head_is_the_same_without_the_body(string path)
    {
        using var answer = await server.SendAuthorizedAsync(HttpMethod.Head, path);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        $"{answer.Content.Headers.ContentType}".ShouldBe("application/json; charset=utf-8");
        (await answer.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
    }

    [Fact(Timeout = 60_000)]
    public async Task Nothing_of_a_project_is_lost_in_the_list()
    {
        var status = await server.Http.GetFromJsonAsync<JsonObject>("/status");

        status.Members().ShouldBe(["projects"]);
        status?["projects"]?.AsArray().Select(project => project.Text("name")).ShouldBe(["quiet", "good", "bad"]);
    }

    public sealed class Fixture() : SharedServer(
        """
        projects:
          - { name: quiet, repo: ann/quiet, path: /tmp, branch: trunk, deploy_mode: pull-only }
          - { name: good, repo: ann/good, path: /tmp, deploy_mode: script-only, deploy_script: /bin/true }
          - { name: bad, repo: ann/bad, path: /tmp, deploy_mode: script-only, deploy_script: /bin/false }
        """);
}
