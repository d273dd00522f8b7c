using System.Text.Json;
using System.Text.Json.Nodes;
using PiDeployer.Pipelines.Sides;

namespace PiDeployer.Tests.Pipelines.Sides;

public sealed class CaddyRouteTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static readonly CaddyRoute Shop = new("pi-deployer-shop", ["shop.example.org"], "/var/lib/routes/shop", "", [8081, 8082]);

    [Fact]
    public void One_of_a_project_with_two_sides() => Text(Shop).ShouldMatchApproved(configuration => configuration.SubFolder("Routes").NoDiff());

    [Fact]
    public void One_of_hosts_that_files_are_there_for() =>
        Text(Shop with { FilePrefix = "{http.request.host}/", OnlyWhereFileIs = true }).ShouldMatchApproved(configuration => configuration.SubFolder("Routes").NoDiff());

    [Fact]
    public void It_is_equal_to_itself_as_caddy_gives_it_back() => JsonNode.DeepEquals(JsonNode.Parse(Text(Shop)), Shop.ToJson()).ShouldBeTrue();

    private static string Text(CaddyRoute route) => route.ToJson().ToJsonString(Indented);
}
