using PiDeployer.Projects;
using PiDeployer.Tests.Infra;
using PiDeployer.Values;

namespace PiDeployer.Tests.Projects;

public sealed class BlueGreenReaderTests
{
    private const string Proxy = "haproxy: { socket: /run/haproxy/admin.sock }";
    private const string Sides = "blue_green: { ports: [8081, 8082] }";

    [Fact]
    public void The_least_that_is_needed_has_the_usual_for_the_rest()
    {
        var project = Project($"{Proxy}, {Sides}");

        project.BlueGreen.ShouldBe(new BlueGreenSettings(8081, 8082, TimeSpan.FromSeconds(10), false, new ProxySettings.HaProxy("/run/haproxy/admin.sock", "shop", null)));
        (project.RollsBackOnFailure, project.QueuesWhenBusy, project.RunsCompose, project.RunsTemplate).ShouldBe((true, true, true, false));
    }

    [Fact]
    public void All_of_it_is_read()
    {
        var project = Project("haproxy: { socket: /run/h.sock, backend: 'be_{name}' }, blue_green: { ports: [1, 65535], drain: 2m, keep_previous: true, url: 'https://shop.example.org/' }");

        project.BlueGreen.ShouldBe(
            new BlueGreenSettings(1, 65535, TimeSpan.FromMinutes(2), true, new ProxySettings.HaProxy("/run/h.sock", "be_shop", null)) { Url = new Uri("https://shop.example.org/") });
    }

    [Fact]
    public void Caddy_has_the_usual_addresses_too() => Project($"caddy: {{ host: Shop.Example.org }}, {Sides}").BlueGreen.ShouldNotBeNull().Proxy.ShouldBe(
        new ProxySettings.Caddy("http://127.0.0.1:2019", ":80", "shop.example.org"));

    [Fact]
    public void A_proxy_among_the_defaults_gives_way_to_the_projects_own() => ProjectsYaml.Project($$"""
        defaults: { {{Proxy}} }
        projects:
          - { name: shop, path: /srv/shop, deploy_mode: blue-green, haproxy: ~, caddy: { host: shop.example.org }, {{Sides}} }
        """).BlueGreen.ShouldNotBeNull().Proxy.ShouldBeOfType<ProxySettings.Caddy>();

    [Fact]
    public void In_other_modes_it_is_let_be() => ProjectsYaml.Project($$"""
        projects: [{ name: shop, repo: ann/shop, path: /srv/shop, {{Proxy}}, {{Sides}} }]
        """).BlueGreen.ShouldBeNull();

    [Theory]
    [InlineData(Proxy, "deploy_mode blue-green needs the two ports: `blue_green: { ports: [8081, 8082] }`")]
    [InlineData(Sides, "deploy_mode blue-green needs a proxy that sends people to one of the two sides: `haproxy: { socket: /run/haproxy/admin.sock }` or `caddy: { host: … }`")]
    [InlineData($"{Proxy}, blue_green: {{ ports: [8081, 8081] }}", "ports must be two different ones, blue's and green's, such as [8081, 8082]")]
    [InlineData($"{Proxy}, blue_green: {{ ports: [8081] }}", "ports must be two different ones, blue's and green's, such as [8081, 8082]")]
    [InlineData($"{Proxy}, blue_green: {{ ports: [8081, 8082, 8083] }}", "ports must be two different ones, blue's and green's, such as [8081, 8082]")]
    [InlineData($"{Proxy}, blue_green: {{ drain: 5 }}", "ports must be two different ones, blue's and green's, such as [8081, 8082]")]
    [InlineData($"{Proxy}, {Sides}, caddy: {{ host: shop.example.org }}", "there is haproxy already; say `haproxy: ~` where the defaults name one and this project has Caddy")]
    [InlineData($"caddy: {{ listen: ':8080' }}, {Sides}", "caddy needs the host under which people ask for the project")]
    [InlineData($"{Proxy}, {Sides}, engine: podman", "deploy_mode blue-green works with docker only")]
    public void What_is_missing_or_too_much_is_told(string fields, string problem) => Problems(fields).ShouldContain($"projects.yml:2:{ColumnOf(fields, problem)}: {problem}");

    [Theory]
    [InlineData($"{Proxy}, blue_green: {{ ports: [0, 8082] }}", "is not a port from 1 to 65535")]
    [InlineData($"{Proxy}, blue_green: {{ ports: [8081, 65536] }}", "is not a port from 1 to 65535")]
    [InlineData($"{Proxy}, blue_green: {{ ports: [8081, +8082] }}", "is not a port from 1 to 65535")]
    [InlineData($"{Proxy}, blue_green: {{ ports: [8081, 8082], url: shop.example.org }}", "is not an http:// or https:// address")]
    [InlineData($"{Proxy}, blue_green: {{ ports: [8081, 8082], drain: 2h }}", "drain")]
    [InlineData($"{Proxy}, blue_green: {{ ports: [8081, 8082], keep_previous: perhaps }}", "keep_previous")]
    [InlineData($"{Proxy}, blue_green: {{ ports: [8081, 8082], keep_prevous: true }}", "did you mean")]
    [InlineData($"haproxy: {{ socket: admin.sock }}, {Sides}", "is not the absolute path of HAProxy's admin socket")]
    [InlineData($"haproxy: {{ socket: '/run/a b' }}, {Sides}", "is not the absolute path of HAProxy's admin socket")]
    [InlineData($"haproxy: {{ socket: /run/h.sock, backend: 'a;b' }}, {Sides}", "is not the name of a backend; {name} stands for the project's")]
    [InlineData($"haproxy: {{ socket: /run/h.sock, backend: 'a b' }}, {Sides}", "is not the name of a backend; {name} stands for the project's")]
    [InlineData($"haproxy: {{ socket: /run/h.sock, backend: '{{nam}}' }}, {Sides}", "is not the name of a backend; {name} stands for the project's")]
    [InlineData($"caddy: {{ host: 'no host' }}, {Sides}", "is not the name of a host")]
    [InlineData($"caddy: {{ host: shop.example.org, listen: '80' }}, {Sides}", "is not an address that Caddy listens at, such as :80")]
    [InlineData($"caddy: {{ host: shop.example.org, listen: ':0' }}, {Sides}", "is not an address that Caddy listens at, such as :80")]
    [InlineData($"caddy: {{ host: shop.example.org, admin: localhost }}, {Sides}", "is not the address of Caddy's admin API, such as http://127.0.0.1:2019 or unix//run/caddy/admin.sock")]
    [InlineData($"caddy: {{ host: shop.example.org, admn: 'http://127.0.0.1:1' }}, {Sides}", "did you mean")]
    public void What_is_wrong_is_told_with_its_line(string fields, string problem) =>
        Problems(fields).ShouldContain(told => told.StartsWith("projects.yml:2:", StringComparison.Ordinal) && told.Contains(problem, StringComparison.Ordinal));

    [Fact]
    public void A_side_is_a_project_with_a_port_containers_and_variables_of_its_own()
    {
        var both = Project($"{Proxy}, {Sides}, health_check: {{ enabled: true, url: 'http://127.0.0.1:{{port}}/health' }}");
        var green = both.On(Side.Green);

        (both.Color, green.Color).ShouldBe((null, Side.Green));
        green.Compose.ProjectName.ShouldBe("shop-green");
        (green.Variables["DEPLOYER_PORT"], green.Variables["DEPLOYER_COLOR"]).ShouldBe(("8082", "green"));
        green.HealthCheck.ShouldNotBeNull().Url.ShouldBe(new Uri("http://127.0.0.1:8082/health"));
        green.ServiceName.ShouldBe("shop");
        both.On(Side.Blue).Variables["DEPLOYER_PORT"].ShouldBe("8081");
    }

    [Fact]
    public void A_side_of_a_template_unit_is_one_of_its_instances_and_has_no_containers()
    {
        var both = Project($"{Proxy}, {Sides}, service_name: 'shop@'");

        (both.RunsTemplate, both.RunsCompose, both.On(Side.Blue).ServiceName).ShouldBe((true, false, "shop@blue"));
    }

    [Fact]
    public void A_compose_project_keeps_the_name_that_it_is_given() => Project($"{Proxy}, {Sides}, compose_project: till").On(Side.Blue).Compose.ProjectName.ShouldBe("till-blue");

    [Fact]
    public void What_has_no_sides_has_none_to_be_on() => Should.Throw<InvalidOperationException>(() => Some.Project().On(Side.Blue));

    [Theory]
    [InlineData("shop", "shop")]
    [InlineData("My_Shop", "my_shop")]
    [InlineData("-_Shop-2", "shop-2")]
    [InlineData("--", "project")]
    public void Compose_gets_a_name_that_it_takes(string name, string expected) => ComposeOptions.NameOf(Some.Name(name)).ShouldBe(expected);

    private static Project Project(string fields) => ProjectsYaml.Project(Text(fields));

    private static IReadOnlyList<string> Problems(string fields) => ProjectsYaml.Problems(Text(fields));

    private static string Text(string fields) => $"projects:\n  - {{ name: shop, path: /srv/shop, deploy_mode: blue-green, {fields} }}";

    /// <summary>Of what the problem is about.</summary>
    private static int ColumnOf(string fields, string problem)
    {
        var line = Text(fields).Split('\n')[1];
        var word = problem.StartsWith("deploy_mode blue-green works", StringComparison.Ordinal) ? "podman"
            : problem.StartsWith("deploy_mode", StringComparison.Ordinal) ? "blue-green"
            : problem.StartsWith("ports", StringComparison.Ordinal) && line.Contains("ports: ", StringComparison.Ordinal) ? "[80"
            : problem.StartsWith("ports", StringComparison.Ordinal) ? "{ drain"
            : "{ ";
        return (word == "{ " ? line.LastIndexOf("caddy: {", StringComparison.Ordinal) + "caddy: ".Length : line.IndexOf(word, StringComparison.Ordinal)) + 1;
    }
}
