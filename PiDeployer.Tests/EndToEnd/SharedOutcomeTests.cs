using System.Net;
using System.Text.Json.Nodes;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>What callers hear who wait for a deployment that is not theirs alone.</summary>
[Trait("Category", "EndToEnd")]
public sealed class SharedOutcomeTests : IDisposable
{
    private readonly HeldProject held = new();

    [Fact(Timeout = 180_000)]
    public async Task Who_was_taken_over_by_a_newer_one_hears_how_that_one_ended()
    {
        await using var server = await held.StartAsync(", on_busy: queue");
        var first = CallAsync(server);
        await Eventually.TrueAsync(() => held.Began.Length == 1, "the first began");
        var second = CallAsync(server);
        await Eventually.TrueAsync(async () => (await server.PageAsync()).Ids().Count() == 2, "the second waits");
        var third = CallAsync(server);
        await Eventually.TrueAsync(async () => (await server.PageAsync()).Ids().Count() == 3, "the third has its place");
        second.IsCompleted.ShouldBeFalse("what it asked for is still to be done");

        held.Release();

        (await first.ShouldAnswerAsync(HttpStatusCode.OK)).Text("id").ShouldBe(held.Began[0]);
        foreach (var call in new[] { second, third })
        {
            var answer = await call.ShouldAnswerAsync(HttpStatusCode.OK);
            (answer.Text("id"), answer.Flag("ok"), answer.Text("state")).ShouldBe((held.Began[^1], true, "succeeded"));
        }

        held.Began.Length.ShouldBe(2);
    }

    [Fact(Timeout = 180_000)]
    public async Task Who_was_taken_over_by_one_that_fails_hears_that_too()
    {
        await using var server = await held.StartAsync(", on_busy: queue");
        var first = CallAsync(server);
        await Eventually.TrueAsync(() => held.Began.Length == 1, "the first began");
        var second = CallAsync(server);
        await Eventually.TrueAsync(async () => (await server.PageAsync()).Ids().Count() == 2, "the second waits");
        var third = await server.PostAsync("/deploy/shop").ShouldAcceptAsync();

        await server.PostAsync($"/deployments/{third}/cancel").ShouldAnswerAsync(HttpStatusCode.OK);

        var answer = await second.ShouldAnswerAsync(HttpStatusCode.InternalServerError);
        (answer.Text("id"), answer.Flag("ok"), answer.Text("state")).ShouldBe((third, false, "cancelled"));
        held.Release();
        await first.ShouldAnswerAsync(HttpStatusCode.OK);
    }

    [Fact(Timeout = 180_000)]
    public async Task The_same_call_again_hears_how_the_first_one_ended()
    {
        await using var server = await held.StartAsync();
        var first = CallAsync(server, "k-1");
        await Eventually.TrueAsync(() => held.Began.Length == 1, "the first began");
        var second = CallAsync(server, "k-1");
        await CallAsync(server, "k-2").ShouldAnswerAsync(HttpStatusCode.Conflict);

        held.Release();

        foreach (var call in new[] { first, second, CallAsync(server, "k-1") })
        {
            var answer = await call.ShouldAnswerAsync(HttpStatusCode.OK);
            (answer.Text("id"), answer.Flag("ok"), answer.Text("state")).ShouldBe((held.Began[0], true, "succeeded"));
        }

        held.Began.Length.ShouldBe(1);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_push_of_several_projects_is_not_good_where_one_of_them_is_busy()
    {
        var quick = $"{{ name: quick, repo: ann/shop, path: {held.Folder.Path}, deploy_mode: script-only, deploy_script: /bin/true }}";
        await using var server = await RunningServer.StartAsync(held.Folder, $"projects: [{held.Project("shop")}, {quick}]");
        var accepted = await server.SendAsync(Webhook.Push("ann/shop")).ShouldAnswerAsync(HttpStatusCode.Accepted);
        await Eventually.TrueAsync(() => held.Began.Length == 1, "one is busy");
        await server.ResultAsync("quick");

        var answer = await PushAsync(server).ShouldAnswerAsync(HttpStatusCode.InternalServerError);

        answer.Flag("ok").ShouldBeFalse();
        var results = answer["results"].ShouldBeOfType<JsonArray>();
        results.Select(result => (result.Text("project"), result.Flag("ok"))).ShouldBe([("quick", true), ("shop", false)]);
        results[1].Text("error").ShouldBe("Deploy already in progress");
        held.Release();
        (await server.EndedAsync(accepted.Text("id"))).Text("state").ShouldBe("succeeded");
        (await PushAsync(server).ShouldAnswerAsync(HttpStatusCode.OK))["results"].ShouldBeOfType<JsonArray>().Count.ShouldBe(2);
    }

    public void Dispose() => held.Dispose();

    private static Task<HttpResponseMessage> CallAsync(RunningServer server, string? key = null)
    {
        var request = new SignedCall("/deploy", """{"stack":"shop"}""").ToRequest();
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        return server.Http.SendAsync(request);
    }

    private static Task<HttpResponseMessage> PushAsync(RunningServer server) => server.Http.SendAsync(Webhook.Push("ann/shop").ToRequest("/deploy?wait=20"));
}
