using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>Every test calls from an address of its own, which the program hears of as from a proxy on its machine. The limit is the one that holds when nothing is said.</summary>
[Trait("Category", "EndToEnd")]
public sealed class RateLimitTests(RateLimitTests.Fixture fixture) : IClassFixture<RateLimitTests.Fixture>
{
    private const int Limit = 10;

    private const string Projects =
        """
        max_parallel: 8
        defaults: { path: /tmp, deploy_mode: script-only, deploy_script: /bin/true, on_busy: queue }
        projects: [{ name: shop, repo: ann/shop }, { name: blog, repo: ann/blog }]
        """;

    private readonly RunningServer server = fixture.Server;

    public static TheoryData<string> Closed =>
    [
        "GET /logs/shop", "POST /reload", "POST /deploy/shop", "POST /rollback/shop", "DELETE /environments/shop", "GET /deployments", "GET /deployments/20261121-140507-9f3a61",
        "GET /deployments/20261121-140507-9f3a61/log", "GET /deployments/20261121-140507-9f3a61/events", "POST /deployments/20261121-140507-9f3a61/cancel",
    ];

    [Fact(Timeout = 180_000)]
    public async Task Wrong_signatures_are_401_and_then_429_and_a_right_push_is_accepted_all_the_same()
    {
        const string caller = "198.51.100.1";
        for (var i = 0; i < Limit; i++)
            (await PushAsync(server, caller, "wrong")).Status.ShouldBe(401);

        var (status, retryAfter, error) = await PushAsync(server, caller, "wrong");
        status.ShouldBe(429);
        retryAfter.ShouldNotBeNull().ShouldBeInRange(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
        error.ShouldContain($"Try again in {retryAfter.Value.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s.");
        (await PushAsync(server, caller)).Status.ShouldBe(202);
        (await PushAsync(server, caller, "wrong")).Status.ShouldBe(429);
        (await PushAsync(server, "198.51.100.2", "wrong")).Status.ShouldBe(401);
    }

    [Theory(Timeout = 180_000)]
    [MemberData(nameof(Closed))]
    public async Task Wrong_tokens_are_401_and_then_429_even_with_the_right_one(string request)
    {
        var caller = $"203.0.113.{Closed.Select(row => row.Data).ToList().IndexOf(request)}";
        for (var i = 0; i < Limit; i++)
            (await SendAsync(request, caller, "wrong")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        var refused = await SendAsync(request, caller, RunningServer.Token);
        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter.ShouldNotBeNull();
        (await SendAsync(request, "198.51.100.9", RunningServer.Token)).StatusCode.ShouldNotBe(HttpStatusCode.TooManyRequests);
        foreach (var open in new[] { "GET /", "GET /health", "GET /status", "GET /config", "GET /metrics" })
            (await SendAsync(open, caller, "wrong")).StatusCode.ShouldBe(HttpStatusCode.OK, open);
    }

    [Fact(Timeout = 180_000)]
    public async Task The_right_token_takes_nothing()
    {
        const string caller = "198.51.100.3";
        for (var i = 0; i < 3 * Limit; i++)
            (await SendAsync("GET /deployments", caller, RunningServer.Token)).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await SendAsync("GET /deployments", caller, "wrong")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_signed_call_of_a_project_takes_one_and_a_push_takes_none()
    {
        const string caller = "198.51.100.4";
        for (var i = 0; i < 2 * Limit; i++)
            (await PushAsync(server, caller)).Status.ShouldBe(202);
        for (var i = 0; i < Limit; i++)
            (await CallAsync(caller)).ShouldBe(HttpStatusCode.Accepted);

        (await CallAsync(caller)).ShouldBe(HttpStatusCode.TooManyRequests);
        (await SendAsync("POST /deploy/shop", caller, RunningServer.Token)).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        (await PushAsync(server, caller)).Status.ShouldBe(202);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_ping_that_is_of_no_repository_is_no_push()
    {
        const string caller = "198.51.100.5";
        var ping = Webhook.Of("""{"zen":"Speak like a human."}""") with { Event = "ping" };
        (await PushAsync(server, caller, webhook: ping)).Status.ShouldBe(200);
        for (var i = 0; i < Limit; i++)
            (await PushAsync(server, caller, "wrong", ping)).Status.ShouldBe(401);

        (await PushAsync(server, caller, webhook: ping)).Status.ShouldBe(429);
    }

    [Fact(Timeout = 180_000)]
    public async Task The_log_names_the_caller_and_not_the_proxy()
    {
        await PushAsync(server, "198.51.100.6, 127.0.0.9", "wrong");
        await PushAsync(server, "[2001:db8::6]:4711", webhook: Webhook.Push("ann/unknown"));

        await server.LoggedAsync("A delivery for ann/shop from 198.51.100.6 was refused");
        await server.LoggedAsync("A delivery for ann/unknown from 2001:db8::6 was refused");
    }

    [Fact(Timeout = 180_000)]
    public async Task On_one_connection_every_request_has_its_own_caller()
    {
        for (var i = 0; i < 2 * Limit; i++)
        {
            (await PushAsync(server, $"198.51.100.{100 + i}", "wrong")).Status.ShouldBe(401);
            (await PushAsync(server, $"198.51.100.{200 + i}", "wrong")).Status.ShouldBe(401);
        }
    }

    [Fact(Timeout = 180_000)]
    public async Task Whom_nobody_trusts_cannot_call_in_the_name_of_others()
    {
        using var folder = new TempDirectory();
        await using var distant = await RunningServer.StartAsync(folder, Projects, ("RATE_LIMIT_PER_MIN", "3"), ("TRUSTED_PROXIES", "10.0.0.0/8"));
        for (var i = 0; i < 3; i++)
            (await PushAsync(distant, $"198.51.100.{i}", "wrong")).Status.ShouldBe(401);

        (await PushAsync(distant, "198.51.100.77", "wrong")).Status.ShouldBe(429);
        await distant.LoggedAsync("A delivery for ann/shop from 127.0.0.1 was refused");
    }

    [Fact(Timeout = 180_000)]
    public async Task Zero_turns_it_off()
    {
        using var folder = new TempDirectory();
        await using var unlimited = await RunningServer.StartAsync(folder, Projects, ("RATE_LIMIT_PER_MIN", "0"));
        for (var i = 0; i < 3 * Limit; i++)
            (await PushAsync(unlimited, "198.51.100.1", "wrong")).Status.ShouldBe(401);

        (await unlimited.SendAuthorizedAsync(HttpMethod.Post, "/deploy/shop").ShouldAnswerAsync(HttpStatusCode.Accepted)).Text("project").ShouldBe("shop");
    }

    private static async Task<(int Status, TimeSpan? RetryAfter, string Text)> PushAsync(RunningServer server, string caller, string? signature = null, Webhook? webhook = null)
    {
        using var request = ((webhook ?? Webhook.Push("ann/shop")) with { Signature = signature }).ToRequest();
        request.Headers.Add("X-Forwarded-For", caller);
        using var answer = await server.Http.SendAsync(request);
        return ((int)answer.StatusCode, answer.Headers.RetryAfter?.Delta, await answer.Content.ReadAsStringAsync());
    }

    private async Task<HttpResponseMessage> SendAsync(string line, string caller, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Parse(line.Split(' ')[0]), line.Split(' ')[1]);
        request.Headers.Add("X-Forwarded-For", caller);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await server.Http.SendAsync(request);
    }

    /// <summary>As a job of a continuous integration does: without a body the name is what is signed.</summary>
    private async Task<HttpStatusCode> CallAsync(string caller)
    {
        using var request = (Webhook.Of("") with { Event = null, Signature = Webhook.Sign(RunningServer.Secret, Encoding.UTF8.GetBytes("blog")) }).ToRequest("/deploy/blog");
        request.Headers.Add("X-Forwarded-For", caller);
        using var answer = await server.Http.SendAsync(request);
        return answer.StatusCode;
    }

    public sealed class Fixture() : SharedServer(Projects, ("RATE_LIMIT_PER_MIN", ""));
}
