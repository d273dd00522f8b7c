using PiDeployer.Projects;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Projects;

public sealed class EnvironmentsReaderTests
{
    private const string Host = "{branch}.preview.example.org";

    [Fact]
    public void What_is_not_said_has_a_default()
    {
        var environments = Read("ports: 8100-8199").ShouldNotBeNull();

        (environments.FirstPort, environments.LastPort, environments.Max).ShouldBe((8100, 8199, 10));
        (environments.Host, environments.TimeToLive, environments.KeepsVolumes, environments.Proxy).ShouldBe((null, null, false, null));
        environments.Ports.Count().ShouldBe(100);
    }

    [Fact]
    public void Their_projects_have_the_defaults_of_what_is_updated_in_place_unless_they_say_otherwise()
    {
        var project = ProjectsYaml.Project(Yaml("ports: 8100-8109", ""));
        (project.Mode, project.QueuesWhenBusy, project.RollsBackOnFailure, project.Timeout).ShouldBe((DeployMode.DockerCompose, true, true, TimeSpan.FromHours(1)));

        project = ProjectsYaml.Project(Yaml("ports: 8100-8109", "on_busy: reject, rollback: off, timeout: 5m"));
        (project.QueuesWhenBusy, project.RollsBackOnFailure, project.Timeout).ShouldBe((false, false, TimeSpan.FromMinutes(5)));
    }

    [Fact]
    public void Everything_can_be_said()
    {
        var environments = Read($"ports: 8100-8109, host: '{Host}', max: 3, ttl: 7d, volumes: keep", "haproxy: { socket: /run/haproxy.sock, map: /srv/hosts.map }").ShouldNotBeNull();

        (environments.Host, environments.Max, environments.TimeToLive, environments.KeepsVolumes).ShouldBe((Host, 3, TimeSpan.FromDays(7), true));
        environments.Proxy.ShouldBe(new ProxySettings.HaProxy("/run/haproxy.sock", "shop", "/srv/hosts.map"));
    }

    [Fact]
    public void There_are_no_more_than_there_are_ports() => Read("ports: 8100-8101, max: 5").ShouldNotBeNull().Max.ShouldBe(2);

    [Fact]
    public void Two_projects_may_share_a_proxy_of_the_defaults_and_one_without_a_host_needs_none()
    {
        var catalog = ProjectsYaml.Catalog($$"""
            defaults: { repo: ann/shop, branch: "feature/*", caddy: { listen: ":443" } }
            projects:
              - { name: shop, path: /srv/shop, environments: { ports: 8100-8109, host: "{branch}.shop.example.org" } }
              - { name: blog, path: /srv/blog, environments: { ports: 8200-8209 } }
              - { name: none, path: /srv/none, environments: }
            """);

        catalog.Projects.Select(project => project.Environments?.Proxy).ShouldBe([new ProxySettings.Caddy("http://127.0.0.1:2019", ":443", null), null, null]);
    }

    [Theory]
    [InlineData("environments: { ports: 8100 }", "4:28", "ports '8100' is not a range of at most 200 ports, such as 8100-8199")]
    [InlineData("environments: { ports: 8199-8100 }", "4:28", "ports '8199-8100' is not a range of at most 200 ports, such as 8100-8199")]
    [InlineData("environments: { ports: 8100-8300 }", "4:28", "ports '8100-8300' is not a range of at most 200 ports, such as 8100-8199")]
    [InlineData("environments: { ports: 0-9 }", "4:28", "ports '0-9' is not a range of at most 200 ports, such as 8100-8199")]
    [InlineData("environments: { ports: 65530-65540 }", "4:28", "ports '65530-65540' is not a range of at most 200 ports, such as 8100-8199")]
    [InlineData("environments: { max: 3 }", "4:19", "environments need ports, one for each, such as 8100-8199")]
    [InlineData("environments: { ports: 8100-8109, max: 0 }", "4:44", "max '0' is not a whole number from 1 to 200")]
    [InlineData("environments: { ports: 8100-8109, max: 201 }", "4:44", "max '201' is not a whole number from 1 to 200")]
    [InlineData("environments: { ports: 8100-8109, ttl: 59s }", "4:44", "ttl '59s' is not a time from 60 to 315360000 seconds, such as 90, 90s, 5m or 1h")]
    [InlineData("environments: { ports: 8100-8109, ttl: soon }", "4:44", "ttl 'soon' is not a time from 60 to 315360000 seconds, such as 90, 90s, 5m or 1h")]
    [InlineData("environments: { ports: 8100-8109, volumes: stay }", "4:48", "volumes 'stay' is not one of remove, keep")]
    [InlineData("environments: { ports: 8100-8109, hosts: x }", "4:39", "unknown key 'hosts'; did you mean 'host'?")]
    [InlineData("environments: 8100-8109", "4:19", "environments must be a mapping of keys to values")]
    [InlineData("environments: { ports: 8100-8109, host: '{branch}.example.org' }", "4:45", "a host needs a proxy that sends people to its environment: `haproxy: { socket: …, map: … }` or `caddy: { … }`")]
    [InlineData("environments: { ports: 8100-8109 }\n    deploy_mode: systemd", "4:19", "environments are made by compose; they need deploy_mode docker-compose or compose-update")]
    [InlineData("environments: { ports: 8100-8109 }\n    deploy_mode: swarm", "4:19", "environments are made by compose; they need deploy_mode docker-compose or compose-update")]
    [InlineData("environments: { ports: 8100-8109 }\n    deploy_script: x", "5:20", "environments are made by compose, and have no deploy_script")]
    [InlineData("environments: { ports: 8100-8109 }\n    engine: podman", "5:13", "environments work with docker only")]
    [InlineData("environments: { ports: 8100-8109 }\n    tags: v*", "5:11", "only branches have environments; make the tags a project of their own")]
    [InlineData("environments: { ports: 8100-8109, host: '{branch}.example.org' }\n    haproxy: { socket: /run/haproxy.sock }", "5:14", "environments with a host need haproxy.map, the file of the map from hosts to ports")]
    public void What_is_wrong_is_said_with_its_place(string fields, string place, string problem) =>
        ProjectsYaml.Problems("projects:\n  - name: shop\n    repo: ann/shop\n"
            + $"    {fields}\n    path: /srv/shop\n    branch: feature/*\n").ShouldBe([$"projects.yml:{place}: {problem}"]);

    [Theory]
    [InlineData("preview.example.org")]
    [InlineData("{branch}.example.org:8080")]
    [InlineData("http://{branch}.example.org")]
    [InlineData("{branch}.exam ple.org")]
    [InlineData("a-prefix-that-leaves-too-little-room-{branch}.example.org")]
    public void A_host_has_a_branch_in_it_and_nothing_but_a_name(string host) =>
        ProjectsYaml.Problems(Yaml($"ports: 8100-8109, host: '{host}'", "caddy: { listen: ':80' }")).ShouldHaveSingleItem()
            .ShouldEndWith($"host '{host}' is not the name of a host with {{branch}} in it, such as {Host}, which leaves room for 40 characters there");

    [Fact]
    public void A_port_in_the_health_checks_address_is_the_environments()
    {
        var project = ProjectsYaml.Project(Yaml("ports: 8100-8109", "health_check: { enabled: true, url: 'http://localhost:{port}/health' }"));

        project.HealthCheck?.At(8101).Url.ShouldBe(new Uri("http://localhost:8101/health"));
        ProjectsYaml.Problems("projects: [{ name: shop, repo: ann/shop, path: /srv, health_check: { enabled: true, url: 'http://localhost:{port}/' } }]")
            .ShouldHaveSingleItem().ShouldContain("is not an http:// or https:// address");
    }

    private static EnvironmentSettings? Read(string fields, string more = "") => ProjectsYaml.Project(Yaml(fields, more)).Environments;

    private static string Yaml(string fields, string more) => $"projects: [{{ name: shop, repo: ann/shop, path: /srv/shop, branch: 'feature/*', environments: {{ {fields} }}{(more.Length > 0 ? ", " : "")}{more} }}]";
}
