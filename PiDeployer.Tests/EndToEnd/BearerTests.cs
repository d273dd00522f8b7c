using System.Net;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

[Trait("Category", "EndToEnd")]
public sealed class BearerTests(BearerTests.Fixture fixture) : IClassFixture<BearerTests.Fixture>
{
    public static readonly MatrixTheoryData<string, string> Closed = new(
        ["POST /deploy/shop", "GET /logs/shop", "POST /reload"],
        [
            "", "Authorization: Bearer", "Authorization: Bearer ", "Authorization: Bearer wrong", $"Authorization: Bearer {RunningServer.Token}x",
            $"Authorization: Bearer {RunningServer.Token[..^1]}", $"Authorization: Bearer x{RunningServer.Token}",
            $"Authorization: {RunningServer.Token}",
            $"Authorization: Basic {RunningServer.Token}", $"Authorization: Bearer{RunningServer.Token}",
            $"Authorization: Bearer {RunningServer.Token.ToUpperInvariant()}", $"Authorization: Bearer {RunningServer.Secret}",
            $"Authorization: Bearer \u00e9\u00ff{RunningServer.Token}", $"X-Token: Bearer {RunningServer.Token}",
            $"Authorization: Bearer {RunningServer.Token}\r\nAuthorization: Bearer {RunningServer.Token}",
        ]);

    private readonly RunningServer server = fixture.Server;

    [Theory(Timeout = 180_000)]
    [MemberData(nameof(Closed))]
    public async Task Without_the_right_token_it_is_401(string request, string header)
    {
        string[] headers = header.Length > 0 ? ["Content-Length: 0", header] : ["Content-Length: 0"];
        var (status, _, json) = await RawHttp.SendAsync(server.Address, request, headers);

        status.ShouldBe(401);
        json.Text("error").ShouldBe("Unauthorized");
    }

    [Theory(Timeout = 180_000)]
    [InlineData("POST /deploy/open", 202, "Bearer")]
    [InlineData("GET /logs/shop", 200, "Bearer")]
    [InlineData("GET /logs/shop", 200, "bearer")]
    [InlineData("POST /reload", 200, "Bearer")]
    public async Task With_the_right_token_it_is_done(string request, int expected, string scheme)
    {
        var (status, _, _) = await RawHttp.SendAsync(server.Address, request, ["Content-Length: 0", $"Authorization: {scheme} {RunningServer.Token}"]);

        status.ShouldBe(expected);
    }

    [Fact(Timeout = 180_000)]
    public async Task Without_a_token_of_its_own_nobody_has_the_right_one()
    {
        using var folder = new TempDirectory();
        await using var tokenless = await RunningServer.StartAsync(
            folder, "projects: [{ name: shop, repo: ann/shop, path: /tmp, deploy_mode: script-only, deploy_script: /bin/true }]", ("DEPLOY_TOKEN", ""));

        var (empty, _, _) = await RawHttp.SendAsync(tokenless.Address, "POST /reload", ["Content-Length: 0", "Authorization: Bearer "]);
        empty.ShouldBe(401);
        await tokenless.SendAuthorizedAsync(HttpMethod.Post, "/reload").ShouldFailAsync(HttpStatusCode.Unauthorized);
        await tokenless.SendAsync(Webhook.Push("ann/shop")).ShouldAnswerAsync(HttpStatusCode.Accepted);
    }

    public sealed class Fixture() : SharedServer(
        """
        projects:
          - { name: shop, repo: ann/shop, path: /tmp, deploy_mode: script-only, deploy_script: /bin/true }
          - { name: open, repo: ann/open, path: /tmp, deploy_mode: script-only, deploy_script: /bin/true }
        """);
}
