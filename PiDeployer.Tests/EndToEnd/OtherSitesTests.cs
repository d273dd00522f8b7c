using System.Net;
using System.Text;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>Somebody who may reach the server has a page of another site open, and that asks the browser to call here.</summary>
[Trait("Category", "EndToEnd")]
public sealed class OtherSitesTests(OtherSitesTests.Fixture fixture) : IClassFixture<OtherSitesTests.Fixture>
{
    private static readonly string[] Headers = ["Origin: https://evil.example.org", "Access-Control-Request-Method: POST", "Access-Control-Request-Headers: authorization"];

    private readonly RunningServer server = fixture.Server;

    [Theory(Timeout = 180_000)]
    [InlineData("OPTIONS /deploy/shop", 405)]
    [InlineData("OPTIONS /reload", 405)]
    [InlineData("GET /status", 200)]
    [InlineData("GET /health", 200)]
    [InlineData("GET /deployments", 401)]
    public async Task No_answer_is_for_the_page_of_another_site_to_read(string request, int expected)
    {
        var (status, head, _) = await RawHttp.SendAsync(server.Address, request, Headers);

        status.ShouldBe(expected);
        head.ShouldNotContain("Access-Control-", Case.Insensitive);
        head.ShouldNotContain("Set-Cookie", Case.Insensitive);
        head.ShouldContain("X-Content-Type-Options: nosniff", Case.Insensitive);
    }

    /// <summary>Cookies, and a login that it was given in an address or a form.</summary>
    [Theory(Timeout = 180_000)]
    [InlineData("POST /reload")]
    [InlineData("POST /deploy/shop")]
    [InlineData("POST /rollback/shop")]
    [InlineData("POST /deploy/shop?token=" + RunningServer.Token)]
    public async Task What_a_browser_adds_by_itself_lets_nobody_in(string request)
    {
        var form = "token=" + RunningServer.Token;
        var (status, _, _) = await RawHttp.SendAsync(
            server.Address,
            request,
            [
                "Origin: https://evil.example.org", $"Cookie: token={RunningServer.Token}; Authorization=Bearer {RunningServer.Token}",
                $"Authorization: Basic {Convert.ToBase64String(Encoding.ASCII.GetBytes($"pi:{RunningServer.Token}"))}",
                "Content-Type: application/x-www-form-urlencoded", $"Content-Length: {form.Length}",
            ],
            Encoding.ASCII.GetBytes(form));

        status.ShouldBe((int)HttpStatusCode.Unauthorized);
        await server.ShouldNotHaveDeployedAsync("shop");
    }

    public sealed class Fixture() : SharedServer("projects: [{ name: shop, repo: ann/shop, path: /tmp, deploy_mode: script-only, deploy_script: /bin/true }]");
}
