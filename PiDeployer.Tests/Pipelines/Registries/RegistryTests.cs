using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using PiDeployer.Pipelines.Registries;
using PiDeployer.Tests.Infra;
using PiDeployer.Values;
using RegistryLogin = PiDeployer.Pipelines.Registries.RegistryLogin;

namespace PiDeployer.Tests.Pipelines.Registries;

/// <summary>What a registry is asked, held against its specification; <see cref="PiDeployer.Tests.Deployments.Polling.ImagePollTests"/> asks a real one.</summary>
public sealed class RegistryTests : IAsyncDisposable
{
    private const string Digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private static readonly RegistryLogin Ann = RegistryLogin.Of("ann", "correct-horse") ?? throw new InvalidOperationException();

    private readonly ConcurrentQueue<string> requests = [];
    private readonly HttpClient http = Registry.NewHttp();
    private LoopbackApi? server;

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        if (server is not null)
            await server.DisposeAsync();
    }

    [Fact(Timeout = 180_000)]
    public async Task The_digest_of_a_tag_is_asked_for_and_nothing_is_fetched()
    {
        var answer = await AskAsync(call =>
        {
            call.Request.Headers.Accept.ToString().ShouldContain("application/vnd.oci.image.index.v1+json");
            call.Request.Headers.Accept.ToString().ShouldContain("application/vnd.docker.distribution.manifest.list.v2+json");
            call.Response.Headers["Docker-Content-Digest"] = Digest;
        });

        answer.ShouldBe(new RegistryAnswer.Found(Digest));
        requests.ShouldBe(["HEAD /v2/ann/shop/manifests/v1 "]);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_token_is_fetched_with_the_login_and_the_login_goes_nowhere_else()
    {
        var answer = await AskAsync(TokenServerAsync, Ann);

        answer.ShouldBe(new RegistryAnswer.Found(Digest));
        requests.ShouldBe(
        [
            "HEAD /v2/ann/shop/manifests/v1 ",
            "GET /token?scope=repository%3Aann%2Fshop%3Apull&service=tests Basic YW5uOmNvcnJlY3QtaG9yc2U=",
            "HEAD /v2/ann/shop/manifests/v1 Bearer the-token",
        ]);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_token_for_everybody_needs_no_login()
    {
        (await AskAsync(TokenServerAsync, null)).ShouldBe(new RegistryAnswer.Found(Digest));
        requests.ElementAt(1).ShouldEndWith("service=tests ");
    }

    [Theory(Timeout = 180_000)]
    [InlineData(404, null, "has no shop:v1")]
    [InlineData(403, null, "does not let us see shop:v1: 403")]
    [InlineData(429, null, "is asked too often: 429")]
    [InlineData(500, null, "answered 500 when it was asked for shop:v1")]
    [InlineData(307, null, "answered 307 when it was asked for shop:v1")]
    [InlineData(200, null, "does not say which image shop:v1 is")]
    [InlineData(200, "sha256:../../etc", "does not say which image shop:v1 is")]
    [InlineData(401, "Basic realm=\"x\"", "does not let us see shop:v1: 401")]
    [InlineData(401, "Digest realm=\"x\"", "wants to be asked in a way that is not known here")]
    public async Task Whatever_else_it_answers_is_told_in_our_own_words(int status, string? header, string expected)
    {
        var answer = await AskAsync(call =>
        {
            call.Response.StatusCode = status;
            call.Response.Headers.Location = "/elsewhere";
            if (header is not null)
                call.Response.Headers[status == 401 ? "WWW-Authenticate" : "Docker-Content-Digest"] = header;
        });

        answer.ShouldBeOfType<RegistryAnswer.Unknown>().Reason.ShouldEndWith(expected);
        requests.ShouldAllBe(request => request.StartsWith("HEAD /v2/"));
    }

    [Fact(Timeout = 180_000)]
    public async Task One_that_wants_a_login_is_told_of_with_what_to_do() =>
        (await AskAsync(call => (call.Response.StatusCode, call.Response.Headers.WWWAuthenticate) = (401, "Basic realm=\"x\""), login: null))
            .ShouldBeOfType<RegistryAnswer.Unknown>().Reason.ShouldContain("`docker login 127.0.0.1:");

    [Fact(Timeout = 180_000)]
    public async Task One_that_is_not_there_is_told_of()
    {
        var image = new ImageReference("shop", $"127.0.0.1:{LoopbackPorts.Next()}", "shop", "latest");

        (await new Registry(http).DigestAsync(image, null, allowsPlain: true, TestContext.Current.CancellationToken))
            .ShouldBe(new RegistryAnswer.Unknown($"{image.Host} cannot be reached (ConnectionError)"));
    }

    [Fact(Timeout = 180_000)]
    public async Task Without_leave_nothing_is_said_in_the_open()
    {
        (await AskAsync(call => call.Response.Headers["Docker-Content-Digest"] = Digest, allowsPlain: false)).ShouldBeOfType<RegistryAnswer.Unknown>();
        requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("localhost:5000", true)]
    [InlineData("127.0.0.1:5000", true)]
    [InlineData("[::1]:5000", true)]
    [InlineData("localhost.example.org", false)]
    [InlineData("192.168.1.2:5000", false)]
    [InlineData("docker.io", false)]
    public void Only_this_machine_itself_is_loopback(string host, bool expected) => Registry.IsLoopback(host).ShouldBe(expected);

    private static async Task TokenServerAsync(HttpContext call)
    {
        if (call.Request.Path == "/token")
        {
            await call.Response.WriteAsync("""{ "token": "the-token", "expires_in": 300 }""");
        }
        else if (call.Request.Headers.Authorization != "Bearer the-token")
        {
            call.Response.StatusCode = 401;
            call.Response.Headers.WWWAuthenticate = $"Bearer realm=\"http://{call.Request.Host}/token\",service=\"tests\",scope=\"repository:ann/shop:pull\"";
        }
        else
        {
            call.Response.Headers["Docker-Content-Digest"] = Digest;
        }
    }

    private Task<RegistryAnswer> AskAsync(Action<HttpContext> answer, bool allowsPlain = true) => AskAsync(answer, Ann, allowsPlain);

    private Task<RegistryAnswer> AskAsync(Action<HttpContext> answer, RegistryLogin? login, bool allowsPlain = true) => AskAsync(
        call =>
        {
            answer(call);
            return Task.CompletedTask;
        },
        login,
        allowsPlain);

    private async Task<RegistryAnswer> AskAsync(RequestDelegate answer, RegistryLogin? login, bool allowsPlain = true)
    {
        server = new LoopbackApi(0, call =>
        {
            requests.Enqueue($"{call.Request.Method} {call.Request.Path}{call.Request.QueryString} {call.Request.Headers.Authorization}");
            return answer(call);
        });
        await server.StartAsync();
        return await new Registry(http).DigestAsync(new ImageReference("shop:v1", server.Address.Authority, "ann/shop", "v1"), login, allowsPlain, TestContext.Current.CancellationToken);
    }
}
