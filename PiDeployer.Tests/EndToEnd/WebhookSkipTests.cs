using System.Net;
using System.Text.Json.Nodes;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>What is signed and yet not for us gets 200 and a reason, so that no forge shows it as failed; and nothing is deployed.</summary>
[Trait("Category", "EndToEnd")]
public sealed class WebhookSkipTests(WebhookSkipTests.Fixture fixture) : IClassFixture<WebhookSkipTests.Fixture>
{
    private readonly RunningServer server = fixture.Server;

    [Theory(Timeout = 180_000)]
    [InlineData("refs/heads/feature/x", "Branch mismatch: got feature/x, expected main")]
    [InlineData("refs/heads/Main", "Branch mismatch: got Main, expected main")]
    [InlineData("refs/heads/refs/heads/main", "Branch mismatch: got refs/heads/main, expected main")]
    [InlineData("refs/heads/", "Branch mismatch: got 'refs/heads/', expected main")]
    [InlineData("refs/heads/--force", "Branch mismatch: got 'refs/heads/--force', expected main")]
    [InlineData("", "Branch mismatch: got no ref, expected main")]
    [InlineData("refs/tags/v1.0", "Tag v1.0 is not tracked")]
    [InlineData("refs/tags/main", "Tag main is not tracked")]
    [InlineData("refs/pull/1/head", "Branch mismatch: got refs/pull/1/head, expected main")]
    public async Task Another_branch_or_a_tag_is_skipped(string reference, string reason) =>
        await ShouldBeSkippedAsync(WebhookTests.Payload("ann/shop", reference), reason);

    [Theory(Timeout = 180_000)]
    [InlineData("issues")]
    [InlineData("create")]
    [InlineData("PUSH")]
    [InlineData("push,push")]
    public async Task Another_event_is_skipped(string name) =>
        await ShouldBeSkippedAsync(WebhookTests.Payload("ann/shop", "main") with { Event = name }, $"Event '{name}' is not a push");

    [Fact(Timeout = 180_000)]
    public async Task A_deleted_branch_is_skipped()
    {
        var payload = Webhook.PushPayload("ann/shop", "refs/heads/main", new string('0', 40), "");
        payload["deleted"] = true;
        payload["head_commit"] = null;

        await ShouldBeSkippedAsync(Webhook.Of(payload.ToJsonString()), "Branch main was deleted");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_ping_is_answered_with_or_without_a_repository()
    {
        var ofRepository = WebhookTests.Payload("ann/shop", "main") with { Event = "ping" };
        var ofOrganisation = Webhook.Of("""{"zen":"Keep it logically awesome.","hook_id":1}""") with { Event = "ping" };

        foreach (var ping in new[] { ofRepository, ofOrganisation })
        {
            (await server.SendAsync(ping).ShouldAnswerAsync(HttpStatusCode.OK)).ToJsonString().ShouldBe("""{"status":"pong"}""");
            await server.SendAsync(ping with { Secret = "another" }).ShouldFailAsync(HttpStatusCode.Unauthorized);
        }
    }

    [Fact(Timeout = 180_000)]
    public async Task The_reason_is_for_those_who_signed()
    {
        await server.SendAsync(Webhook.Push("ann/shop", "other") with { Signature = "" }).ShouldFailAsync(HttpStatusCode.Unauthorized);
        await server.SendAsync(Webhook.Push("ann/shop") with { Event = "issues", Signature = "" }).ShouldFailAsync(HttpStatusCode.Unauthorized);
    }

    private async Task ShouldBeSkippedAsync(Webhook webhook, string reason)
    {
        var answer = await server.SendAsync(webhook).ShouldAnswerAsync(HttpStatusCode.OK);

        answer.ToJsonString().ShouldBe(new JsonObject { ["status"] = "skipped", ["reason"] = reason }.ToJsonString());
        var status = await server.StatusAsync("shop");
        (status.Flag("deploying"), status["last_deploy"]).ShouldBe((false, null));
    }

    public sealed class Fixture() : SharedServer(
        """
        projects: [{ name: shop, repo: ann/shop, path: /tmp, deploy_mode: script-only, deploy_script: /bin/true }]
        """);
}
