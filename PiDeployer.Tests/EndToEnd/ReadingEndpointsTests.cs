using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

[Trait("Category", "EndToEnd")]
public sealed class ReadingEndpointsTests(ReadingEndpointsTests.Fixture fixture) : IClassFixture<ReadingEndpointsTests.Fixture>
{
    private readonly RunningServer server = fixture.Server;

    [Theory(Timeout = 180_000)]
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

    [Fact(Timeout = 180_000)]
    public async Task Status_has_no_result_before_the_first_deployment()
    {
        var status = await server.StatusAsync("quiet");

        status.Members().ShouldBe(["name", "repo", "branch", "deploy_mode", "deploying"]);
        status.Text("repo").ShouldBe("ann/quiet");
        status.Text("branch").ShouldBe("trunk");
        status.Text("deploy_mode").ShouldBe("pull-only");
        status.Flag("deploying").ShouldBeFalse();
    }

    [Fact(Timeout = 180_000)]
    public async Task Status_has_the_last_result_after_a_deployment()
    {
        await server.SendAuthorizedAsync(HttpMethod.Post, "/deploy/good").ShouldAnswerAsync(HttpStatusCode.Accepted);
        var status = await server.ResultAsync("good");

        status.Members().ShouldBe(["name", "repo", "branch", "deploy_mode", "deploying", "last_deploy", "success", "duration", "last_id", "last_state"]);
        DateTimeOffset.Parse(status.Text("last_deploy"), null).ShouldBe(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(1));
        status.Flag("success").ShouldBeTrue();
        status.Number("duration").ShouldBeInRange(0, 30);
    }

    [Fact(Timeout = 180_000)]
    public async Task Status_has_the_error_after_a_failure()
    {
        await server.SendAuthorizedAsync(HttpMethod.Post, "/deploy/bad").ShouldAnswerAsync(HttpStatusCode.Accepted);
        var status = await server.ResultAsync("bad");

        status.Flag("success").ShouldBeFalse();
        status.Text("error").ShouldBe("/bin/false exited with 1");
    }

    [Fact(Timeout = 180_000)]
    public async Task Root_tells_a_program_what_can_be_asked()
    {
        var root = await server.Http.GetAsync("/").ShouldAnswerAsync(HttpStatusCode.OK);

        root.Members().ShouldBe(["service", "version", "endpoints"]);
        root.Text("service").ShouldBe("pi-deployer");
        root.Text("version").ShouldMatch(@"^\d+\.\d+\.\d+$");
        root["endpoints"].ShouldBeOfType<JsonObject>().Select(endpoint => (string?)endpoint.Value).ShouldBe(
            [
                "POST /deploy", "POST /deploy/<name>", "POST /deploy-all-changed?project=<name>", "POST /redeploy-and-update/<name>", "POST /rollback/<name>?to=<id>", "DELETE /environments/<name>",
                "GET /deployments?project=<name>&state=<result>,<result>&text=<words>&limit=20&before=<number>", "GET /deployments/<id>", "GET /deployments/<id>/log", "GET /deployments/<id>/events",
                "POST /deployments/<id>/cancel",
                "GET /health", "GET /status?recent=0", "GET /logs/<name>?lines=50", "GET /config", "GET /metrics", "POST /reload",
            ],
            ignoreOrder: true);
    }

    [Fact(Timeout = 180_000)]
    public async Task Root_is_a_page_for_a_browser()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Add("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");
        using var answer = await server.Http.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        $"{answer.Content.Headers.ContentType}".ShouldBe("text/html; charset=utf-8");
        (await answer.Content.ReadAsStringAsync()).ShouldStartWith("<!doctype html>", Case.Insensitive);
        answer.Headers.Vary.ShouldContain("Accept");
        answer.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem().ShouldBe(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    }

    [Fact(Timeout = 180_000)]
    public async Task Each_part_of_the_page_is_there_to_be_kept_and_those_of_another_version_are_not()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Add("Accept", "text/html");
        using var page = await server.Http.SendAsync(request);
        var parts = (await page.Content.ReadAsStringAsync()).Split('"').Where(part => part.StartsWith("assets/", StringComparison.Ordinal)).Distinct().ToList();

        parts.Count.ShouldBeGreaterThan(3);
        foreach (var part in parts)
        {
            using var answer = await server.Http.GetAsync(part);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, part);
            $"{answer.Content.Headers.ContentType}".ShouldBe(part.EndsWith(".js", StringComparison.Ordinal) ? "text/javascript; charset=utf-8" : part.EndsWith(".css", StringComparison.Ordinal) ? "text/css; charset=utf-8" : "image/svg+xml");
            $"{answer.Headers.CacheControl}".ShouldContain("max-age=31536000");
            answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        }

        foreach (var none in new[] { "assets/000000000000/app.js", parts[0].Replace("icon.svg", "index.html", StringComparison.Ordinal), parts[0].Replace("icon.svg", "none.js", StringComparison.Ordinal) })
            await server.Http.GetAsync(none).ShouldAnswerAsync(HttpStatusCode.NotFound);
    }

    [Theory(Timeout = 180_000)]
    [InlineData("21")]
    [InlineData("-1")]
    [InlineData("many")]
    public async Task Status_tells_of_as_many_recent_deployments_as_there_can_be(string recent) =>
        (await server.Http.GetAsync($"/status?recent={recent}").ShouldAnswerAsync(HttpStatusCode.BadRequest)).Text("error").ShouldBe("recent must be a whole number from 0 to 20.");

    [Theory(Timeout = 180_000)]
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

    [Fact(Timeout = 180_000)]
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
