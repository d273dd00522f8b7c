using System.Net;
using System.Text;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

[Trait("Category", "EndToEnd")]
public sealed class ErrorAnswersTests(ErrorAnswersTests.Fixture fixture) : IClassFixture<ErrorAnswersTests.Fixture>
{
    private const int Limit = 25 * 1024 * 1024;

    private readonly RunningServer server = fixture.Server;

    [Theory(Timeout = 180_000)]
    [InlineData("GET", "/nothing")]
    [InlineData("POST", "/deploy/shop/again")]
    [InlineData("GET", "/logs")]
    [InlineData("DELETE", "/projects.yml")]
    public async Task A_path_that_does_not_exist_is_404(string method, string path) =>
        (await SendAsync(method, path).ShouldFailAsync(HttpStatusCode.NotFound)).ShouldContain(path);

    [Theory(Timeout = 180_000)]
    [InlineData("GET", "/deploy", "POST")]
    [InlineData("GET", "/deploy/shop", "POST")]
    [InlineData("PUT", "/deploy", "POST")]
    [InlineData("GET", "/reload", "POST")]
    [InlineData("DELETE", "/health", "GET, HEAD, POST")]
    [InlineData("POST", "/status", "GET, HEAD")]
    [InlineData("POST", "/config", "GET, HEAD")]
    [InlineData("POST", "/logs/shop", "GET, HEAD")]
    [InlineData("PATCH", "/", "GET, HEAD")]
    public async Task A_wrong_method_is_405_and_says_which_are_right(string method, string path, string allowed)
    {
        using var answer = await SendAsync(method, path);

        await answer.ShouldBeAsync(HttpStatusCode.MethodNotAllowed);
        answer.Content.Headers.Allow.Order().ShouldBe(allowed.Split(", "));
    }

    [Theory(Timeout = 180_000)]
    [InlineData("/deploy", "")]
    [InlineData("/deploy/shop", "X-Hub-Signature-256: sha256=00")]
    public async Task A_body_announced_as_larger_than_25_MiB_is_413_before_it_is_sent(string path, string header)
    {
        string[] headers = [$"Content-Length: {Limit + 1}", "Content-Type: application/json", .. header.Length > 0 ? [header] : Array.Empty<string>()];
        var (status, _, json) = await RawHttp.SendAsync(server.Address, $"POST {path}", headers);

        status.ShouldBe(413);
        json.Text("error").ShouldContain("25 MiB");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_body_that_turns_out_to_be_larger_than_25_MiB_is_413()
    {
        var chunk = Encoding.ASCII.GetBytes($"{Limit + 1:x}\r\n{new string(' ', Limit + 1)}");
        var (status, _, json) = await RawHttp.SendAsync(
            server.Address, "POST /deploy", ["Transfer-Encoding: chunked", "Content-Type: application/json"], chunk);

        status.ShouldBe(413);
        json.Text("error").ShouldContain("25 MiB");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_body_of_exactly_25_MiB_is_read()
    {
        var push = Encoding.UTF8.GetString(Webhook.Push("ann/shop").Body);

        await server.SendAsync(Webhook.Of(push + new string(' ', Limit - push.Length))).ShouldAnswerAsync(HttpStatusCode.Accepted);
    }

    [Theory(Timeout = 180_000)]
    [InlineData("/deploy")]
    [InlineData("/deploy/shop")]
    public async Task A_compressed_body_is_415(string path)
    {
        using var request = Webhook.Push("ann/shop").ToRequest(path);
        request.Content?.Headers.ContentEncoding.Add("gzip");

        await server.Http.SendAsync(request).ShouldFailAsync(HttpStatusCode.UnsupportedMediaType);
    }

    [Fact(Timeout = 180_000)]
    public async Task What_cannot_be_done_here_is_500()
    {
        Directory.CreateDirectory(fixture.Folder.File("logs"));
        File.CreateSymbolicLink(fixture.Folder.File("logs/linked.log"), fixture.Folder.File("projects.yml"));

        await server.SendAuthorizedAsync(HttpMethod.Get, "/logs/linked").ShouldFailAsync(HttpStatusCode.InternalServerError);
    }

    private Task<HttpResponseMessage> SendAsync(string method, string path) => server.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

    public sealed class Fixture() : SharedServer(
        """
        projects:
          - { name: shop, repo: ann/shop, path: /tmp, deploy_mode: script-only, deploy_script: /bin/true }
          - { name: linked, repo: ann/linked, path: /tmp, deploy_mode: pull-only }
        """);
}
