using System.Net;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>What <c>/metrics</c> says of the answers to webhooks.</summary>
[Trait("Category", "EndToEnd")]
public sealed class WebhookCountsTests : IDisposable
{
    private readonly HeldProject held = new();

    public void Dispose() => held.Dispose();

    [Fact(Timeout = 180_000)]
    public async Task Every_answer_is_counted_once_under_its_reason()
    {
        await using var server = await RunningServer.StartAsync(
            held.Folder,
            $$"""
            projects:
              - {{held.Project("held")}}
              - { name: shop, repo: ann/shop, path: /tmp, deploy_mode: script-only, deploy_script: /bin/true }
            """,
            ("RATE_LIMIT_PER_MIN", "2"));
        var push = Webhook.Push("ann/shop") with { Id = "one" };
        var call = Webhook.Of("""{"project":"shop"}""") with { Event = null };
        await server.EndedAsync(await server.SendAsync(push).ShouldAcceptAsync());
        await server.SendAsync(push).ShouldAnswerAsync(HttpStatusCode.OK);
        await server.SendAsync(Webhook.Push("ann/shop", "next")).ShouldAnswerAsync(HttpStatusCode.OK);
        await server.SendAsync(Webhook.Push("ann/shop") with { Event = "issues" }).ShouldAnswerAsync(HttpStatusCode.OK);
        await server.SendAsync(Webhook.Of("{}") with { Event = "ping" }).ShouldAnswerAsync(HttpStatusCode.OK);
        await held.BeganAsync(await server.PushAsync("ann/held"));
        await server.SendAsync(Webhook.Push("ann/held")).ShouldFailAsync(HttpStatusCode.Conflict);
        await server.SendAsync(Webhook.Push("ann/other")).ShouldFailAsync(HttpStatusCode.NotFound);
        await server.SendAsync(Webhook.Of("nonsense")).ShouldFailAsync(HttpStatusCode.BadRequest);
        (await RawHttp.SendAsync(server.Address, "POST /deploy", [$"Content-Length: {26 * 1024 * 1024}", "X-Gitea-Event: push"])).Status.ShouldBe(413);
        (await RawHttp.SendAsync(server.Address, "POST /deploy", ["Content-Length: 2", "Content-Encoding: gzip"], "{}"u8.ToArray())).Status.ShouldBe(415);
        await server.Http.SendAsync(call.ToRequest("/deploy?wait=30")).ShouldAnswerAsync(HttpStatusCode.OK);
        await server.SendAsync(push with { Signature = "sha256=00" }).ShouldFailAsync(HttpStatusCode.Unauthorized);
        await server.SendAsync(push with { Signature = "sha256=00" }).ShouldFailAsync(HttpStatusCode.TooManyRequests);

        // What is no POST of that path is none of these.
        await server.Http.GetAsync("/deploy").ShouldFailAsync(HttpStatusCode.MethodNotAllowed);
        await server.PostAsync("/deploy/nobody").ShouldFailAsync(HttpStatusCode.TooManyRequests);
        held.Release();

        var page = new MetricSamples(await server.Http.GetStringAsync("/metrics"));
        var counted = page.Names.Where(name => name.StartsWith("pi_deployer_webhook_answers_total", StringComparison.Ordinal)).Where(name => page[name] > 0)
            .Select(name => $"{name.Split('"')[1]} {name.Split('"')[3]} {page[name]}");
        counted.ShouldBe(
            [
                "github accepted 2", "github duplicate 1", "github skipped 2", "github ping 1", "github busy 1", "github unknown 1", "github malformed 1", "github bad_signature 1",
                "github rate_limited 1", "gitea too_large 1", "none malformed 1", "none succeeded 1",
            ],
            ignoreOrder: true);
        page["pi_deployer_webhook_answers_total{forge=\"gitlab\",reason=\"accepted\"}"].ShouldBe(0);
    }
}
