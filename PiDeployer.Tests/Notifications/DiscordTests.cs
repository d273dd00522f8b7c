using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using PiDeployer.Notifications;
using PiDeployer.Outgoing;
using PiDeployer.Projects;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Notifications;

/// <summary>By Discord's documentation of executing webhooks, and of the limits of embeds.</summary>
public sealed class DiscordTests : IDisposable
{
    private readonly HttpClient http = PatientClient.NewHttp();
    private readonly PauselessClock clock = new(TryLimits.Usual);

    public void Dispose() => http.Dispose();

    [Fact(Timeout = 180_000)]
    public async Task A_failure_is_posted_to_the_byte()
    {
        await using var api = await ForgeApi.StartAsync(new ForgeReply(HttpStatusCode.NoContent, ""));

        (await SendAsync(api, SomeMessage.Failed())).ShouldBeNull();

        api.Requests.ShouldHaveSingleItem().Text.ShouldBe(
            """
            POST /api/webhooks/1/hunter2hunter2
            Content-Type: application/json
            User-Agent: pi-deployer

            {"content":"\u274C **shop**: deployment failed after 12.3 s","embeds":[{"description":"Commit: [0123456](https://git.example.org/ann/shop/commit/0123456) by Ann Author\nMend the till\ndeploy.sh exited with 3\n\u0060\u0060\u0060\nbuilding\nno space left on device\n\u0060\u0060\u0060\n[Log](https://deploy.example.org/#/deployments/20261121-140507-9f3a61)","color":13644844}],"allowed_mentions":{"parse":[]}}
            """);
    }

    [Fact(Timeout = 180_000)]
    public async Task What_a_push_brought_is_listed()
    {
        await using var api = await ForgeApi.StartAsync();

        (await SendAsync(api, SomeMessage.StartedWithPush())).ShouldBeNull();

        Description(api).ShouldBe(
            """
            Branch: main
            Commit: [0123456](https://git.example.org/ann/shop/commit/0123456) by Ann Author
            Mend the till
            • [bbbbbbb](https://git.example.org/ann/shop/commit/b) Open the drawer
            • [aaaaaaa](https://git.example.org/ann/shop/commit/a) Count the coins \(Ann\)
            … and 4 more
            [Compare](https://git.example.org/ann/shop/compare/a...b)
            [Log](https://deploy.example.org/#/deployments/20261121-140507-9f3a61)
            """.Replace(@"\(Ann\)", "(Ann)", StringComparison.Ordinal));
    }

    [Fact(Timeout = 180_000)]
    public async Task Nobody_is_called_and_nothing_is_set_off_by_what_strangers_write()
    {
        await using var api = await ForgeApi.StartAsync();

        (await SendAsync(api, SomeMessage.Of(SomeMessage.Evil, "https://git.example.org/a_(b)"))).ShouldBeNull();

        JsonNode.Parse(api.Requests[0].Body)?["allowed_mentions"]?["parse"]?.AsArray().ShouldBeEmpty();
        var lines = Description(api).Split('\n');
        lines[2].ShouldBe(@"\</pre\>\<\@everyone\> \<!channel\> \*b\* \[x\]\(https\://evil.example.org\) \`c\` \|\|d\|\| & ""q"" gnp.exe");
        lines[1].ShouldStartWith(@"Commit: [0123456](https://git.example.org/a_%28b%29) by \</pre\>");
    }

    [Theory(Timeout = 180_000)]
    [InlineData("x")]
    [InlineData("*")]
    [InlineData("`")]
    [InlineData("😀")]
    public async Task However_much_there_is_to_say_Discord_takes_it(string filling)
    {
        await using var api = await ForgeApi.StartAsync();

        (await SendAsync(api, SomeMessage.Of(string.Concat(Enumerable.Repeat(filling, 20_000)), $"https://git.example.org/{new string('a', 170)}"))).ShouldBeNull();

        var description = Description(api);
        description.Length.ShouldBeInRange(1000, 4096);
        description.EnumerateRunes().ShouldNotContain(Rune.ReplacementChar);
        description.Split("```").Length.ShouldBe(3, "A code block begins and ends.");
        ((string?)JsonNode.Parse(api.Requests[0].Body)?["content"])?.Length.ShouldBeLessThanOrEqualTo(2000);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_pause_that_its_answer_asks_for_is_kept()
    {
        await using var api = await ForgeApi.StartAsync(new ForgeReply(HttpStatusCode.TooManyRequests, """{"message":"You are being rate limited.","retry_after":1.6,"global":false}"""));

        (await SendAsync(api, SomeMessage.Test())).ShouldBeNull();

        api.Requests.Count.ShouldBe(2);
        clock.Pauses.ShouldBe([TimeSpan.FromSeconds(1.6)]);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_webhook_that_is_gone_is_told_of()
    {
        await using var api = await ForgeApi.StartAsync(new ForgeReply(HttpStatusCode.NotFound, """{"message":"Unknown Webhook","code":10015}"""));

        (await SendAsync(api, SomeMessage.Test())).ShouldBe("Discord answered 404 (Unknown Webhook): there is no such webhook, or not any more; copy its address anew from the channel's settings");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_complaint_in_another_form_is_told_as_it_is()
    {
        await using var api = await ForgeApi.StartAsync(new ForgeReply(HttpStatusCode.BadRequest, """{"embeds":["0"]}"""), new ForgeReply(HttpStatusCode.BadRequest, "{}"));

        (await SendAsync(api, SomeMessage.Test())).ShouldBe("""Discord answered 400 ({"embeds":["0"]})""");
        (await SendAsync(api, SomeMessage.Test())).ShouldBe("Discord answered 400");
    }

    private static string Description(ForgeApi api) => ((string?)JsonNode.Parse(api.Requests[0].Body)?["embeds"]?[0]?["description"]).ShouldNotBeNull();

    private Task<string?> SendAsync(ForgeApi api, Message message) =>
        new Discord(new ChannelTarget.Discord(new Uri(api.Address, "/api/webhooks/1/hunter2hunter2")), http, TryLimits.Usual, clock).SendAsync(message, CancellationToken.None);
}
