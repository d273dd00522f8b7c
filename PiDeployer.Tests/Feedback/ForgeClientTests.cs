using System.Net;
using System.Net.Sockets;
using PiDeployer.Feedback;
using PiDeployer.Outgoing;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Feedback;

public sealed class ForgeClientTests : IDisposable
{
    private readonly HttpClient http = PatientClient.NewHttp();
    private readonly PauselessClock clock = new(TryLimits.Usual);

    public void Dispose() => http.Dispose();

    [Fact(Timeout = 180_000)]
    public async Task An_error_of_the_forges_own_is_tried_again()
    {
        await using var api = await ForgeApi.StartAsync(ForgeReply.Says(HttpStatusCode.InternalServerError, "oops"), new ForgeReply(HttpStatusCode.BadGateway, "<html>502</html>"));

        (await PostAsync(api.Address)).Problem.ShouldBeNull();

        api.Requests.Select(request => request.Body).ShouldBe(["{}", "{}", "{}"]);
    }

    [Theory(Timeout = 180_000)]
    [InlineData(429)]
    [InlineData(403)]
    [InlineData(503)]
    public async Task A_pause_that_the_forge_asks_for_is_kept(int status)
    {
        await using var api = await ForgeApi.StartAsync(ForgeReply.Says((HttpStatusCode)status, "slow down", ("Retry-After", "2")));

        (await PostAsync(api.Address)).Problem.ShouldBeNull();

        api.Requests.Count.ShouldBe(2);
        clock.Pauses.ShouldBe([TimeSpan.FromSeconds(2)]);
    }

    [Fact(Timeout = 180_000)]
    public async Task The_end_of_GitHubs_rate_limit_is_awaited()
    {
        var reset = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 60;
        await using var api = await ForgeApi.StartAsync(
            ForgeReply.Says(HttpStatusCode.Forbidden, "API rate limit exceeded", ("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", $"{reset}")));

        (await PostAsync(api.Address)).Problem.ShouldBeNull();

        api.Requests.Count.ShouldBe(2);
        clock.Pauses.ShouldHaveSingleItem().ShouldBeInRange(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(60));
    }

    [Fact(Timeout = 180_000)]
    public async Task A_forge_that_wants_to_be_left_alone_for_long_is()
    {
        await using var api = await ForgeApi.StartAsync(ForgeReply.Says(HttpStatusCode.TooManyRequests, "slow down", ("Retry-After", "3600")));

        (await PostAsync(api.Address)).Problem.ShouldBe("Acme answered 429 (slow down) and wants to be left alone for 60 minutes");

        api.Requests.Count.ShouldBe(1);
    }

    [Fact(Timeout = 180_000)]
    public async Task What_never_passes_is_given_up()
    {
        await using var api = await ForgeApi.StartAsync([.. Enumerable.Repeat(new ForgeReply(HttpStatusCode.BadGateway, "<html>", ("Retry-After", "0")), 20)]);

        (await PostAsync(api.Address)).Problem.ShouldBe("Acme answered 502, however often it was tried");

        api.Requests.Count.ShouldBe(5);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_forge_that_is_down_is_told_when_it_is_up_again()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var posting = PostAsync(new Uri($"http://127.0.0.1:{port}"), TimeProvider.System);
        using (await listener.AcceptSocketAsync())
            listener.Stop(); // Now nobody listens there, and the first call has failed.

        await using var api = await ForgeApi.StartAtAsync(port);

        (await posting).Problem.ShouldBeNull();
        api.Requests.Count.ShouldBe(1);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_forge_that_is_not_there_is_told_of() =>
        (await PostAsync(new Uri("http://127.0.0.1:1"))).Problem.ShouldBe("Acme could not be reached at 127.0.0.1:1 (ConnectionError), however often it was tried");

    [Fact(Timeout = 180_000)]
    public async Task A_forge_that_hangs_is_told_of()
    {
        await using var api = await ForgeApi.StartAsync([.. Enumerable.Repeat(ForgeReply.Hang, 20)]);

        (await PostAsync(api.Address, new FastClock())).Problem.ShouldBe("Acme did not answer within 10 s, however often it was tried");
    }

    [Theory(Timeout = 180_000)]
    [InlineData(401, "Acme answered 401 (no): the token in ACME_TOKEN is wrong or has expired")]
    [InlineData(403, "Acme answered 403 (no): the token in ACME_TOKEN needs every right")]
    [InlineData(404, "Acme answered 404 (no): it has no such repository or commit, or does not show it to the token in ACME_TOKEN, which needs every right; repo and forge in projects.yml say where to look")]
    [InlineData(422, "Acme answered 422 (no): it does not take this for that commit; was the commit pushed to it?")]
    [InlineData(418, "Acme answered 418 (no)")]
    public async Task A_refusal_is_final_and_says_what_to_mend(int status, string reason)
    {
        await using var api = await ForgeApi.StartAsync(ForgeReply.Says((HttpStatusCode)status, "no"));

        (await PostAsync(api.Address)).Problem.ShouldBe(reason);

        api.Requests.Count.ShouldBe(1);
    }

    [Theory(Timeout = 180_000)]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Nobody_gets_the_token_by_a_redirect(int status)
    {
        await using var other = await ForgeApi.StartAsync();
        var elsewhere = $"http://localhost:{other.Address.Port}/repos";
        await using var api = await ForgeApi.StartAsync(new ForgeReply((HttpStatusCode)status, "", ("Location", elsewhere)));

        (await PostAsync(api.Address)).Problem.ShouldBe(
            $"Acme answered {status} and points to localhost, where the token is not sent; was the repository renamed, or has the forge another address?");

        other.Requests.ShouldBeEmpty();
        api.Requests.Count.ShouldBe(1);
    }

    [Fact(Timeout = 180_000)]
    public async Task The_token_is_never_told_nor_more_than_a_line()
    {
        await using var api = await ForgeApi.StartAsync(ForgeReply.Says(HttpStatusCode.Unauthorized, $"{ForgeApi.Token} is no token\\nError: all is lost {new string('x', 1000)}"));

        var problem = (await PostAsync(api.Address)).Problem.ShouldNotBeNull();

        problem.ShouldStartWith("Acme answered 401 (*** is no token Error: all is lost xxx");
        problem.ShouldNotContain("\n");
        problem.Length.ShouldBeLessThan(300);
    }

    [Fact(Timeout = 180_000)]
    public async Task Who_is_told_to_stop_does_not_wait_for_an_answer()
    {
        await using var api = await ForgeApi.StartAsync(ForgeReply.Hang);
        using var stop = new CancellationTokenSource();
        var posting = Client(TimeProvider.System).PostAsync(api.Address, "{}"u8.ToArray(), stop.Token);
        await api.ReceivedAsync(1);

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => posting.WaitAsync(Eventually.Patience));
    }

    private Task<Reply> PostAsync(Uri url, TimeProvider? time = null) => Client(time ?? clock).PostAsync(url, "{}"u8.ToArray(), CancellationToken.None);

    private ForgeClient Client(TimeProvider time) =>
        new(new ForgeIdentity("Acme", "ACME_TOKEN", Some.Secret(ForgeApi.Token), "every right", [("Authorization", ForgeApi.Token)]), http, time);
}
