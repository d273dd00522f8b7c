using System.Text.Json;
using PiDeployer.Pipelines.Sides;
using PiDeployer.Projects;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Pipelines.Sides;

/// <summary>What Caddy is told, once, of all environments of a project.</summary>
public sealed class CaddyHostsTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static readonly ProxySettings.Caddy Caddy = new("http://127.0.0.1:2019", ":80", null);

    [Fact]
    public void One_route_leads_every_host_to_the_port_that_its_file_names() =>
        Route("{branch}.preview.example.org").ToJson().ToJsonString(Indented).ShouldMatchApproved(snapshot => snapshot.NoDiff().WithFileExtension(".json").SubFolder("Routes"));

    [Theory]
    [InlineData("{branch}.example.org", "*.example.org")]
    [InlineData("shop-{branch}.example.org", "*.example.org")]
    [InlineData("{branch}.{branch}.example.org", "*.*.example.org")]
    [InlineData("www.{branch}.example.org", "www.*.example.org")]
    public void Its_hosts_are_whole_parts_of_a_name(string template, string hosts) => Route(template).Hosts.ShouldBe([hosts]);

    private static CaddyRoute Route(string host) =>
        new CaddyHosts(Some.Name("shop"), Caddy, new EnvironmentSettings(8100, 8101, host, 2, null, KeepsVolumes: false, Caddy), "/var/cache/pi-deployer").Route;
}
