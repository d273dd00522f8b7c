using System.Net;
using System.Text.Json.Nodes;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary><c>/deployments</c>: the pages, one deployment, its log and its events.</summary>
[Trait("Category", "EndToEnd")]
[Trait("Runs", "Once")]
public sealed class DeploymentsEndpointTests : IDisposable
{
    private readonly HeldProject project = new();

    [Fact(Timeout = 180_000)]
    public async Task Pages_have_the_newest_first_without_gaps_and_doubles_also_in_the_next_process()
    {
        project.Release();
        var ids = new List<string>();
        await using (var server = await StartAsync())
        {
            for (var i = 0; i < 7; i++)
                ids.Insert(0, await DeployAsync(server, i % 3 == 0 ? "two" : "one"));
            await ShouldPageAsync(server, ids);
            await server.StopAsync();
        }

        await using var next = await StartAsync();
        await ShouldPageAsync(next, ids);
        ids.Insert(0, await DeployAsync(next, "two"));
        await ShouldPageAsync(next, ids);
    }

    [Fact(Timeout = 180_000)]
    public async Task What_is_under_way_comes_first_and_on_the_first_page_alone()
    {
        await using var server = await RunningServer.StartAsync(project.Folder, Yaml("max_parallel: 1\n"));
        project.Release();
        var ended = new[] { await DeployAsync(server, "one"), await DeployAsync(server, "one") };
        project.Folder.Write("hold", "");
        var running = await server.PushAsync("ann/one");
        await project.BeganAsync(running);
        var waiting = await server.PushAsync("ann/two");

        var page = await server.PageAsync("?limit=1");
        page.Ids().ShouldBe([running, waiting, ended[1]]);
        page["deployments"]?.AsArray().Select(record => record.Text("state")).ShouldBe(["running", "waiting", "succeeded"]);
        (await server.PageAsync($"?before={page["next"]}")).Ids().ShouldBe([ended[0]]);
        (await server.PageAsync("?project=two")).Ids().ShouldBe([waiting]);
        project.Release();
    }

    [Fact(Timeout = 180_000)]
    public async Task A_page_has_what_was_asked_for_also_of_what_is_under_way()
    {
        await using var server = await StartAsync();
        project.Release();
        var ended = await DeployAsync(server, "one");
        project.Folder.Write("hold", "");
        var running = await server.PushAsync("ann/one");
        await project.BeganAsync(running);

        (await server.PageAsync("?state=succeeded,failed")).Ids().ShouldBe([ended]);
        (await server.PageAsync("?state=running")).Ids().ShouldBe([running]);
        (await server.PageAsync("?state=failed")).Ids().ShouldBeEmpty();
        (await server.PageAsync($"?text={ended}")).Ids().ShouldBe([ended]);
        (await server.SendAuthorizedAsync(HttpMethod.Get, "/deployments?state=broken").ShouldAnswerAsync(HttpStatusCode.BadRequest)).Text("error").ShouldContain("'broken' is none");
        project.Release();
    }

    [Fact(Timeout = 180_000)]
    public async Task One_has_the_output_of_its_steps_and_a_page_has_not()
    {
        project.Release();
        await using var server = await StartAsync();
        var id = await DeployAsync(server, "one");

        var record = await server.RecordAsync(id);
        var listed = (await server.PageAsync())["deployments"].ShouldBeOfType<JsonArray>()[0].ShouldBeOfType<JsonObject>();

        record.Members().ShouldBe(
            ["number", "id", "project", "state", "trigger", "accepted_at", "started_at", "duration", "success", "ref", "commit", "author", "message", "url", "steps"], ignoreOrder: true);
        record["steps"]?[0].Text("tail").ShouldEndWith("done");
        listed["steps"]?[0].Members().ShouldNotContain("tail");
        listed.Steps().ShouldBe(["script"]);
        listed.Text("id").ShouldBe(id);
    }

    [Fact(Timeout = 180_000)]
    public async Task Events_follow_the_log_to_the_result_and_resume_where_a_reader_left()
    {
        await using var server = await StartAsync();
        server.Http.DefaultRequestHeaders.Authorization = new("Bearer", RunningServer.Token);
        var id = await server.PushAsync("ann/one");
        await project.BeganAsync(id);
        using var live = await EventReader.OpenAsync(server.Http, $"/deployments/{id}/events");
        var first = await live.NextAsync();
        first?.Data.ShouldContain("script.sh");

        project.Release();
        var rest = await live.ToEndAsync();

        rest.Select(e => e.Data).ShouldContain("done");
        var result = JsonNode.Parse(rest.Last().Data);
        (rest.Last().Type, result.Text("id"), result.Text("state")).ShouldBe(("result", id, "succeeded"));
        using var resumed = await EventReader.OpenAsync(server.Http, $"/deployments/{id}/events", first?.Id);
        (await resumed.ToEndAsync()).ShouldBe(rest);
        await ShouldNeedNothingMoreAsync(server, id, rest.Last().Id);
        (await server.OutputAsync(id)).ShouldBe($"{first?.Data}\n{string.Concat(rest.SkipLast(1).Select(e => $"{e.Data}\n"))}");
    }

    [Theory(Timeout = 180_000)]
    [InlineData("?limit=0")]
    [InlineData("?limit=-1")]
    [InlineData("?limit=1001")]
    [InlineData("?limit=many")]
    [InlineData("?limit=")]
    [InlineData("?limit=1e3")]
    [InlineData("?before=yesterday")]
    [InlineData("?before=-1")]
    [InlineData("?project=no%20name")]
    [InlineData("?project=")]
    [InlineData("/yesterday")]
    [InlineData("/yesterday/log")]
    [InlineData("/..%2f..%2fetc%2fpasswd/log")]
    public async Task Nonsense_is_400(string path)
    {
        await using var server = await StartAsync();
        await server.SendAuthorizedAsync(HttpMethod.Get, $"/deployments{path}").ShouldFailAsync(HttpStatusCode.BadRequest);
    }

    [Theory(Timeout = 180_000)]
    [InlineData("")]
    [InlineData("/log")]
    [InlineData("/events")]
    public async Task What_never_was_is_404_and_strangers_learn_not_even_that(string more)
    {
        await using var server = await StartAsync();
        await server.SendAuthorizedAsync(HttpMethod.Get, $"/deployments/20200101-000000-abcdef{more}").ShouldFailAsync(HttpStatusCode.NotFound);
        await server.Http.GetAsync($"/deployments/20200101-000000-abcdef{more}").ShouldFailAsync(HttpStatusCode.Unauthorized);
        await server.Http.GetAsync("/deployments").ShouldFailAsync(HttpStatusCode.Unauthorized);
        (await server.PageAsync("?project=unknown")).Ids().ShouldBeEmpty();
    }

    public void Dispose() => project.Dispose();

    private string Yaml(string more = "") => $"{more}projects: [{project.Project("one")}, {project.Project("two")}]";

    private Task<RunningServer> StartAsync() => RunningServer.StartAsync(project.Folder, Yaml());

    private static async Task<string> DeployAsync(RunningServer server, string name)
    {
        var id = await server.PushAsync($"ann/{name}");
        await server.EndedAsync(id);
        return id;
    }

    /// <summary>Any other answer has an EventSource ask again and again.</summary>
    private static async Task ShouldNeedNothingMoreAsync(RunningServer server, string id, string lastId)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/deployments/{id}/events");
        request.Headers.Add("Last-Event-ID", lastId);
        using var answer = await server.Http.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Turns the pages of every size.</summary>
    private static async Task ShouldPageAsync(RunningServer server, List<string> expected)
    {
        (await server.PageAsync()).Ids().ShouldBe(expected);
        for (var limit = 1; limit <= expected.Count + 1; limit++)
        {
            var (seen, before) = (new List<string>(), "");
            while (true)
            {
                var page = await server.PageAsync($"?limit={limit}{before}");
                page.Ids().Count().ShouldBeLessThanOrEqualTo(limit);
                seen.AddRange(page.Ids());
                if (page["next"] is not { } next)
                    break;
                before = $"&before={next}";
            }

            seen.ShouldBe(expected, $"limit {limit}");
        }

        var records = (await server.PageAsync())["deployments"].ShouldBeOfType<JsonArray>();
        foreach (var name in new[] { "one", "two" })
            (await server.PageAsync($"?project={name}")).Ids().ShouldBe(records.Where(record => record.Text("project") == name).Select(record => record.Text("id")));
    }
}
