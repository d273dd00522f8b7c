using System.Buffers;
using System.Net;
using System.Text;
using PiDeployer.Notifications;
using PiDeployer.Outgoing;
using PiDeployer.Projects;
using PiDeployer.Tests.Infra;
using PiDeployer.Values;

namespace PiDeployer.Tests.Notifications;

/// <summary>By the Standard Webhooks specification, and README.md for the members.</summary>
public sealed class SignedWebhookTests : IDisposable
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private readonly HttpClient http = PatientClient.NewHttp();
    private readonly FixedClock clock = new(DateTimeOffset.FromUnixTimeSeconds(1_795_269_907));

    public void Dispose() => http.Dispose();

    [Fact(Timeout = 180_000)]
    public async Task A_failure_is_posted_to_the_byte()
    {
        await using var api = await ForgeApi.StartAsync();

        (await SendAsync(api, SomeMessage.Failed())).ShouldBeNull();

        var request = api.Requests.ShouldHaveSingleItem();
        var body = Encoding.Latin1.GetBytes(request.Body);
        request.Text.ShouldBe(
            $$$"""
            POST /hook?a=b
            Content-Type: application/json
            User-Agent: pi-deployer
            webhook-id: msg_20261121-140507-9f3a61_failed
            webhook-signature: {{{Signature("msg_20261121-140507-9f3a61_failed", body)}}}
            webhook-timestamp: 1795269907

            {"type":"deployment.failed","timestamp":"2026-11-21T15:05:19.34+01:00","data":{"title":"shop: deployment failed after 12.3 s","project":"shop","subject":"shop","deployment":"20261121-140507-9f3a61","state":"failed","duration":12.34,"commit":{"id":"0123456789abcdef0123456789abcdef01234567","author":"Ann Author","message":"Mend the till","url":"https://git.example.org/ann/shop/commit/0123456"},"other_commits":[],"more_commits":0,"error":"deploy.sh exited with 3","tail":"building\nno space left on device","log":"https://deploy.example.org/#/deployments/20261121-140507-9f3a61"}}
            """);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_start_tells_of_the_push()
    {
        await using var api = await ForgeApi.StartAsync();

        (await SendAsync(api, SomeMessage.StartedWithPush())).ShouldBeNull();

        api.Requests[0].Body.ShouldBe(
            """{"type":"deployment.started","timestamp":"2026-11-21T15:05:07+01:00","data":{"title":"shop: deployment triggered","project":"shop","subject":"shop","deployment":"20261121-140507-9f3a61","branch":"main","commit":{"id":"0123456789abcdef0123456789abcdef01234567","author":"Ann Author","message":"Mend the till","url":"https://git.example.org/ann/shop/commit/0123456"},"other_commits":[{"id":"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb","author":"","message":"Open the drawer","url":"https://git.example.org/ann/shop/commit/b"},{"id":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","author":"Ann","message":"Count the coins","url":"https://git.example.org/ann/shop/commit/a"}],"more_commits":4,"compare":"https://git.example.org/ann/shop/compare/a...b","log":"https://deploy.example.org/#/deployments/20261121-140507-9f3a61"}}""");
    }

    [Fact(Timeout = 180_000)]
    public async Task Each_kind_of_message_has_its_type()
    {
        await using var api = await ForgeApi.StartAsync();

        foreach (var message in new[] { SomeMessage.Succeeded(), SomeMessage.Recovered(), SomeMessage.Cancelled(), SomeMessage.Test() })
            (await SendAsync(api, message)).ShouldBeNull();

        api.Requests.Select(request => request.Body.Split('"')[3]).ShouldBe(["deployment.succeeded", "deployment.recovered", "deployment.cancelled", "deployment.test"]);
        api.Requests.Select(request => request.Text.Split('\n')[3]).Distinct().Count().ShouldBe(4);
        api.Requests[1].Body.ShouldContain("\"note\":\"It works again, after 8 failures over 3 h.\"");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_second_try_has_the_same_id()
    {
        await using var api = await ForgeApi.StartAsync(new ForgeReply(HttpStatusCode.BadGateway, "<html>", ("Retry-After", "0")));

        (await SendAsync(api, SomeMessage.Failed(), TimeProvider.System)).ShouldBeNull();

        api.Requests.Select(request => request.Text.Split('\n')[3]).ShouldBe(["webhook-id: msg_20261121-140507-9f3a61_failed", "webhook-id: msg_20261121-140507-9f3a61_failed"]);
        api.Requests[1].Body.ShouldBe(api.Requests[0].Body);
    }

    [Theory(Timeout = 180_000)]
    [InlineData(401, "The webhook answered 401 (no ***): does it know the same secret?")]
    [InlineData(404, "The webhook answered 404 (no ***)")]
    [InlineData(302, "The webhook answered 302 (no ***) and points to elsewhere.example.org, where nothing is sent; has it another address?")]
    public async Task A_refusal_is_final_and_has_no_secret_in_it(int status, string reason)
    {
        await using var api = await ForgeApi.StartAsync(ForgeReply.Says((HttpStatusCode)status, $"no {Secret}", ("Location", "https://elsewhere.example.org/")));

        (await SendAsync(api, SomeMessage.Failed())).ShouldBe(reason);

        api.Requests.Count.ShouldBe(1);
    }

    [Fact(Timeout = 180_000)]
    public async Task Whoever_is_not_there_or_hangs_is_given_up()
    {
        await using var api = await ForgeApi.StartAsync([.. Enumerable.Repeat(ForgeReply.Hang, 5)]); // Whoever tried once more would be answered.

        (await SendAsync(api, SomeMessage.Failed(), new FastClock())).ShouldBe("The webhook did not answer within 10 s, however often it was tried");
        (await SendAsync(new Uri("http://127.0.0.1:1/hook"), SomeMessage.Failed(), clock, TryLimits.Once)).ShouldBe("The webhook could not be reached at 127.0.0.1:1 (ConnectionError)");
    }

    private static string Signature(string id, byte[] body) =>
        StandardWebhook.TryParseKey(Some.Secret(Secret), out var key) ? StandardWebhook.Sign(id, 1795269907, new ReadOnlySequence<byte>(body), key) : throw new InvalidOperationException();

    private Task<string?> SendAsync(ForgeApi api, Message message, TimeProvider? time = null) => SendAsync(new Uri(api.Address, "/hook?a=b"), message, time ?? clock, TryLimits.Usual);

    private Task<string?> SendAsync(Uri url, Message message, TimeProvider time, TryLimits limits) =>
        new SignedWebhook(new ChannelTarget.Webhook(url, Some.Secret(Secret)), http, limits, time).SendAsync(message, CancellationToken.None);
}
