using PiDeployer.Pipelines.Containers;
using PiDeployer.Projects;

namespace PiDeployer.Tests.Pipelines.Containers;

public sealed class ComposeMountTests
{
    [Theory]
    [InlineData("volumes: [{ type: bind, source: /srv/a, target: /a }]", "/srv/a", false)]
    [InlineData("volumes: [{ type: bind, source: /srv/a/, target: /a, read_only: true }]", "/srv/a", true)]
    [InlineData("volumes: ['./a:/a']", "/stack/a", false)]
    [InlineData("volumes: ['../a:/a:ro']", "/a", true)]
    [InlineData("volumes: ['./a:/a:Z,ro']", "/stack/a", true)]
    [InlineData("volumes: ['./a:/a:rw,Z']", "/stack/a", false)]
    [InlineData("configs: [c]", "/stack/c.conf", true)]
    [InlineData("configs: [{ source: c, target: /c }]", "/stack/c.conf", true)]
    [InlineData("secrets: [{ source: s }]", "/run/s.txt", true)]
    public void What_is_mounted_from_this_machine_is_found(string service, string path, bool isReadOnly) =>
        Of(service).ShouldHaveSingleItem().ShouldBe(new ComposeMount(path, isReadOnly));

    [Theory]
    [InlineData("volumes: [data:/data]")]
    [InlineData("volumes: [/data]")]
    [InlineData("volumes: [{ type: volume, source: data, target: /data }]")]
    [InlineData("volumes: [{ type: tmpfs, target: /tmp }]")]
    [InlineData("volumes: [{ type: bind, target: /a }]")]
    [InlineData("volumes: 7")]
    [InlineData("configs: [nobody, inline, { target: /c }]")]
    [InlineData("image: x")]
    public void What_is_not_is_not(string service) => Of(service).ShouldBeEmpty();

    private static IEnumerable<ComposeMount> Of(string service)
    {
        var root = YamlTree.Parse($$"""{ services: { web: { {{service}} } }, configs: { c: { file: ./c.conf }, inline: { content: x } }, secrets: { s: { file: /run/s.txt } } }""").ShouldBeOfType<YamlValue.Mapping>();
        return ComposeMount.Of(root.Inner("services")?.Inner("web").ShouldNotBeNull() ?? throw new InvalidOperationException(), root, "/stack");
    }
}
