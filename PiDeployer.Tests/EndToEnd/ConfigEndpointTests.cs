using System.Net;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

[Trait("Category", "EndToEnd")]
public sealed class ConfigEndpointTests(ConfigEndpointTests.Fixture fixture) : IClassFixture<ConfigEndpointTests.Fixture>
{
    private readonly RunningServer server = fixture.Server;

    [Fact(Timeout = 180_000)]
    public async Task It_shows_the_defaults_and_every_project_with_them_merged_in()
    {
        var config = await server.Http.GetAsync("/config").ShouldAnswerAsync(HttpStatusCode.OK);

        config["defaults"].Text("branch").ShouldBe("trunk");
        config["defaults"].Number("timeout").ShouldBe(60);
        var shop = config["projects"]?[0];
        shop.Text("name").ShouldBe("shop");
        shop.Text("repo").ShouldBe("ann/shop");
        shop.Text("path").ShouldBe("/srv/shop");
        shop.Text("branch").ShouldBe("trunk");
        shop.Text("deploy_mode").ShouldBe("docker-compose");
        shop.Text("service_name").ShouldBe("shop");
        shop.Number("timeout").ShouldBe(60);
        shop?["health_check"].Flag("enabled").ShouldBeTrue();
        shop?["health_check"].Number("retries").ShouldBe(7);
        shop?["health_check"].Number("interval").ShouldBe(5);
    }

    [Fact(Timeout = 180_000)]
    public async Task It_masks_every_secret()
    {
        var config = await server.Http.GetAsync("/config").ShouldAnswerAsync(HttpStatusCode.OK);

        config["defaults"].Text("webhook_secret").ShouldBe("***");
        config["projects"]?[0].Text("webhook_secret").ShouldBe("***");
        config["projects"]?[1].Text("webhook_secret").ShouldBe("***");
        config["projects"]?[1].Text("deploy_script").ShouldBe("/srv/***/deploy.sh");
        var text = config.ToJsonString();
        string[] secrets = [RunningServer.Token, RunningServer.Secret, "secret-of-the-defaults", "password-in-a-url", "secret-of-the-blog"];
        foreach (var secret in secrets)
            text.ShouldNotContain(secret);
    }

    [Fact(Timeout = 180_000)]
    public async Task It_shows_sides_environments_and_their_proxy()
    {
        var config = await server.Http.GetAsync("/config").ShouldAnswerAsync(HttpStatusCode.OK);

        var sides = config["projects"]?[2];
        sides?["blue_green"]?.ToJsonString().ShouldBe("""{"ports":[8081,8082],"drain":60,"keep_previous":true,"url":"https://***.example.org/"}""");
        sides?["haproxy"]?.ToJsonString().ShouldBe("""{"socket":"/run/haproxy/admin.sock","backend":"be-sides","map":null}""");
        (sides?["caddy"], sides?["environments"]).ShouldBe((null, null));
        var branches = config["projects"]?[3];
        branches?["environments"]?.ToJsonString().ShouldBe("""{"ports":"8100-8109","host":"{branch}.example.org","max":10,"ttl":604800,"volumes":"keep"}""");
        branches?["caddy"]?.ToJsonString().ShouldBe("""{"admin":"http://127.0.0.1:2019","listen":":443","host":null}""");
        (branches?["haproxy"], branches?["blue_green"]).ShouldBe((null, null));
        config["projects"]?[0].Members().ShouldNotContain("haproxy");
    }

    public sealed class Fixture() : SharedServer(
        """
        defaults:
          branch: trunk
          timeout: 60
          webhook_secret: secret-of-the-defaults
          service_name: shop
          deploy_script: /srv/secret-of-the-defaults/deploy.sh
          health_check: { retries: 7, url: "http://ann:password-in-a-url@127.0.0.1:1/health" }
        projects:
          - { name: shop, repo: ann/shop, path: /srv/shop, health_check: { enabled: true } }
          - { name: blog, repo: ann/blog, path: /srv/blog, webhook_secret: "${BLOG_SECRET}", deploy_script: /srv/secret-of-the-blog/deploy.sh }
          - { name: sides, path: /srv/sides, deploy_script: , deploy_mode: blue-green, blue_green: { ports: [8081, 8082], drain: 1m, keep_previous: true, url: "https://secret-of-the-blog.example.org/" }, haproxy: { socket: /run/haproxy/admin.sock, backend: "be-{name}" } }
          - { name: branches, repo: ann/branches, path: /srv/branches, branch: "feature/*", deploy_script: , environments: { ports: 8100-8109, host: "{branch}.example.org", ttl: 7d, volumes: keep }, caddy: { listen: ":443" } }
        """,
        ("BLOG_SECRET", "secret-of-the-blog"));
}
