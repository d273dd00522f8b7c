using System.Text.Json.Nodes;
using PiDeployer.Pipelines.Sides;

namespace PiDeployer.Tests.Pipelines.Sides;

public sealed class CaddyHttpsTests
{
    private static readonly string[] Hosts = ["shop.example.org"];

    [Theory]
    [InlineData("{}", """{"automatic_https":{"skip":["shop.example.org"]}}""")]
    [InlineData("""{"automatic_https":{"disable_redirects":true}}""", """{"automatic_https":{"disable_redirects":true,"skip":["shop.example.org"]}}""")]
    [InlineData("""{"automatic_https":{"skip":["a.example.org"]}}""", """{"automatic_https":{"skip":["a.example.org","shop.example.org"]}}""")]
    [InlineData("""{"automatic_https":{"skip":["shop.example.org"]}}""", """{"automatic_https":{"skip":["shop.example.org"]}}""")]
    public void A_server_that_speaks_http_goes_on_doing_so(string server, string expected) => LeftOut(":8080", server).ShouldBe(expected);

    [Theory]
    [InlineData(":80")]
    [InlineData(":443")]
    [InlineData("0.0.0.0:443")]
    public void At_the_ports_where_caddy_knows_best_nothing_is_said(string listen) => LeftOut(listen, "{}").ShouldBe("{}");

    private static string LeftOut(string listen, string server)
    {
        var json = JsonNode.Parse(server).ShouldBeOfType<JsonObject>();
        CaddyHttps.LeaveOut(Hosts, listen, json);
        return json.ToJsonString();
    }
}
