using System.Net;
using System.Text.Json.Nodes;
using PiDeployer.Notifications;
using PiDeployer.Outgoing;
using PiDeployer.Projects;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Notifications;

/// <summary>By Slack's documentation of incoming webhooks, section blocks and escaping.</summary>
public sealed class SlackTests : IDisposable
{
    private readonly HttpClient http = PatientClient.NewHttp();

    public void Dispose() => http.Dispose();

    [Fact(Timeout = 180_000)]
    public async Task A_failure_is_posted_to_the_byte()
    {
        await using var api = await ForgeApi.StartAsync(new ForgeReply(HttpStatusCode.OK, "ok"));

        (await SendAsync(api, SomeMessage.Failed())).ShouldBeNull();

        api.Requests.ShouldHaveSingleItem().Text.ShouldBe(
            """
            POST /services/T0/B0/hunter2hunter2
            Content-Type: application/json
            User-Agent: pi-deployer

            {"text":"\u274C shop: deployment failed after 12.3 s","blocks":[{"type":"section","text":{"type":"mrkdwn","text":"\u274C *shop*: deployment failed after 12.3 s\nCommit: \u003Chttps://git.example.org/ann/shop/commit/0123456|0123456\u003E by Ann Author\nMend the till\ndeploy.sh exited with 3\n\u0060\u0060\u0060\nbuilding\nno space left on device\n\u0060\u0060\u0060\n\u003Chttps://deploy.example.org/#/deployments/20261121-140507-9f3a61|Log\u003E","verbatim":true}}]}
            """);
    }

    [Fact(Timeout = 180_000)]
    public async Task What_a_push_brought_is_listed()
    {
        await using var api = await ForgeApi.StartAsync();

        (await SendAsync(api, SomeMessage.StartedWithPush())).ShouldBeNull();

        Sections(api).ShouldHaveSingleItem().ShouldBe(
            """
            🚀 *shop*: deployment triggered
            Branch: main
            Commit: <https://git.example.org/ann/shop/commit/0123456|0123456> by Ann Author
            Mend the till
            • <https://git.example.org/ann/shop/commit/b|bbbbbbb> Open the drawer
            • <https://git.example.org/ann/shop/commit/a|aaaaaaa> Count the coins (Ann)
            … and 4 more
            <https://git.example.org/ann/shop/compare/a...b|Compare>
            <https://deploy.example.org/#/deployments/20261121-140507-9f3a61|Log>
            """);
    }

    [Fact(Timeout = 180_000)]
    public async Task Nobody_is_called_by_what_strangers_write()
    {
        await using var api = await ForgeApi.StartAsync();

        (await SendAsync(api, SomeMessage.Of(SomeMessage.Evil, "https://git.example.org/a|b&c"))).ShouldBeNull();

        var text = string.Join('\n', Sections(api));
        text.ShouldContain("""&lt;/pre&gt;&lt;@everyone&gt; &lt;!channel&gt; *b* [x](https://evil.example.org) `c` ||d|| &amp; "q" gnp.exe""");
        text.ShouldContain("<https://git.example.org/a%7Cb&amp;c|0123456>");
        text.ShouldNotContain("<!");
        text.ShouldNotContain("<@");
    }

    [Theory(Timeout = 180_000)]
    [InlineData("x", 30)]
    [InlineData("&", 170)]
    [InlineData("&", 470)]
    [InlineData("`", 230)]
    [InlineData("😀", 230)]
    public async Task However_much_there_is_to_say_Slack_takes_it(string filling, int ampersands)
    {
        await using var api = await ForgeApi.StartAsync();

        (await SendAsync(api, SomeMessage.Of(string.Concat(Enumerable.Repeat(filling, 20_000)), $"https://git.example.org/?{new string('&', ampersands)}") with { Note = new string('&', 1000) })).ShouldBeNull();

        var sections = Sections(api);
        sections.Count.ShouldBeInRange(1, 50);
        sections.ShouldAllBe(section => section.Length <= 3000 && section.Length > 0);
        sections.Sum(section => section.Length).ShouldBeGreaterThan(1000);
        sections.ShouldAllBe(section => section.Replace("&amp;", "", StringComparison.Ordinal).IndexOf('&', StringComparison.Ordinal) < 0);
        string.Concat(sections).EnumerateRunes().ShouldNotContain(System.Text.Rune.ReplacementChar);
    }

    [Fact(Timeout = 180_000)]
    public async Task Its_own_words_are_told()
    {
        await using var api = await ForgeApi.StartAsync(new ForgeReply(HttpStatusCode.NotFound, "no_service"), new ForgeReply(HttpStatusCode.BadRequest, "invalid_payload"));

        (await SendAsync(api, SomeMessage.Test())).ShouldBe("Slack answered 404 (no_service): there is no such webhook, or not any more, or its channel is closed; its address is in the settings of the app");
        (await SendAsync(api, SomeMessage.Test())).ShouldBe("Slack answered 400 (invalid_payload)");
    }

    private static List<string> Sections(ForgeApi api)
    {
        var blocks = JsonNode.Parse(api.Requests[0].Body)?["blocks"]?.AsArray() ?? [];
        blocks.Select(block => $"{block?["type"]} {block?["text"]?["type"]}").ShouldAllBe(types => types == "section mrkdwn");
        return [.. blocks.Select(block => ((string?)block?["text"]?["text"]).ShouldNotBeNull())];
    }

    private Task<string?> SendAsync(ForgeApi api, Message message) =>
        new Slack(new ChannelTarget.Slack(new Uri(api.Address, "/services/T0/B0/hunter2hunter2")), http, TryLimits.Usual, TimeProvider.System).SendAsync(message, CancellationToken.None);
}
