using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using PiDeployer.Notifications;
using PiDeployer.Outgoing;
using PiDeployer.Projects;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Notifications;

/// <summary>By ntfy's documentation of publishing as JSON.</summary>
public sealed class NtfyTests : IDisposable
{
    private readonly HttpClient http = PatientClient.NewHttp();

    public void Dispose() => http.Dispose();

    [Fact(Timeout = 180_000)]
    public async Task A_failure_is_published_to_the_byte()
    {
        await using var api = await ForgeApi.StartAsync();

        (await SendAsync(api, SomeMessage.Failed())).ShouldBeNull();

        api.Requests.ShouldHaveSingleItem().Text.ShouldBe(
            """
            POST /
            Authorization: Bearer the-token-for-the-forge
            Content-Type: application/json
            User-Agent: pi-deployer

            {"topic":"my-topic","title":"shop: deployment failed after 12.3 s","message":"Commit: 0123456 by Ann Author\nMend the till\nhttps://git.example.org/ann/shop/commit/0123456\n\ndeploy.sh exited with 3\n\nbuilding\nno space left on device\n\nLog: https://deploy.example.org/#/deployments/20261121-140507-9f3a61","priority":4,"tags":["x"],"click":"https://deploy.example.org/#/deployments/20261121-140507-9f3a61"}
            """);
    }

    [Fact(Timeout = 180_000)]
    public async Task Each_kind_of_message_has_its_urgency()
    {
        await using var api = await ForgeApi.StartAsync();

        foreach (var message in new[] { SomeMessage.StartedWithPush(), SomeMessage.Succeeded(), SomeMessage.Recovered(), SomeMessage.Cancelled(), SomeMessage.Test() })
            (await SendAsync(api, message)).ShouldBeNull();

        var sent = api.Requests.Select(request => JsonNode.Parse(request.Body)).ToList();
        sent.Select(body => $"{body?["priority"]} {body?["tags"]?[0]} {body?["title"]}").ShouldBe(
        [
            "2 rocket shop: deployment triggered", "3 white_check_mark shop: deployed in 12.3 s", "3 white_check_mark shop: deployed in 12.3 s",
            "3 raised_hand shop: deployment cancelled after 12.3 s", "3 bell pi-deployer: a test",
        ]);
        ((string?)sent[0]?["message"]).ShouldBe(
            """
            Branch: main
            Commit: 0123456 by Ann Author
            Mend the till
            https://git.example.org/ann/shop/commit/0123456
            + bbbbbbb Open the drawer
            + aaaaaaa Count the coins (Ann)
            … and 4 more
            https://git.example.org/ann/shop/compare/a...b

            Log: https://deploy.example.org/#/deployments/20261121-140507-9f3a61
            """);
        ((string?)sent[2]?["message"]).ShouldNotBeNull().ShouldStartWith("It works again, after 8 failures over 3 h.\n");
    }

    [Theory(Timeout = 180_000)]
    [InlineData("x")]
    [InlineData("ü")]
    [InlineData("😀")]
    public async Task However_much_there_is_to_say_it_stays_a_message_and_no_file(string filling)
    {
        await using var api = await ForgeApi.StartAsync();

        (await SendAsync(api, SomeMessage.Of(string.Concat(Enumerable.Repeat(filling, 20_000))))).ShouldBeNull();

        var message = ((string?)JsonNode.Parse(api.Requests[0].Body)?["message"]).ShouldNotBeNull();
        Encoding.UTF8.GetByteCount(message).ShouldBeInRange(1000, 4096);
        message.EnumerateRunes().ShouldNotContain(Rune.ReplacementChar);
    }

    [Fact(Timeout = 180_000)]
    public async Task Without_a_token_none_is_sent_and_a_message_is_never_empty()
    {
        await using var api = await ForgeApi.StartAsync();

        (await SendAsync(api, SomeMessage.Test() with { Note = null }, hasToken: false)).ShouldBeNull();

        api.Requests[0].Text.ShouldNotContain("Authorization");
        ((string?)JsonNode.Parse(api.Requests[0].Body)?["message"]).ShouldBe("a test");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_refusal_says_what_to_mend_and_not_the_token()
    {
        await using var api = await ForgeApi.StartAsync(
            new ForgeReply(HttpStatusCode.Forbidden, """{"code":40301,"http":403,"error":"forbidden for the-token-for-the-forge","link":"https://ntfy.sh/docs/publish/#authentication"}"""));

        (await SendAsync(api, SomeMessage.Failed())).ShouldBe("ntfy answered 403 (forbidden for ***): the token in projects.yml is missing or wrong, or may not write to this topic");

        api.Requests.Count.ShouldBe(1);
    }

    private Task<string?> SendAsync(ForgeApi api, Message message, bool hasToken = true) =>
        new Ntfy(new ChannelTarget.Ntfy(api.Address, "my-topic", hasToken ? Some.Secret(ForgeApi.Token) : null), http, TryLimits.Usual, TimeProvider.System).SendAsync(message, CancellationToken.None);
}
