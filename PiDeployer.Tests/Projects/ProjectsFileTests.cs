using PiDeployer.Projects;
using PiDeployer.Tests.Infra;
using PiDeployer.Values;

namespace PiDeployer.Tests.Projects;

public sealed class ProjectsFileTests
{
    [Fact]
    public void The_least_that_a_project_needs_is_name_repo_and_path()
    {
        var project = ProjectsYaml.Project("projects: [{ name: shop, repo: ann/shop, path: /srv/shop/ }]");

        project.ShouldBe(new Project
        {
            Name = Some.Name("shop"),
            Repository = Some.Repository("ann/shop"),
            Path = "/srv/shop",
            Branch = Some.Pattern("main"),
            Mode = DeployMode.DockerCompose,
            Timeout = TimeSpan.FromSeconds(300),
            ServiceName = "shop",
        });
    }

    [Fact]
    public void Every_field_is_read()
    {
        var catalog = ProjectsYaml.Catalog(
            """
            max_parallel: 5
            projects:
              - name: shop
                repo: ann/shop
                path: /srv/shop
                branch: release/2
                deploy_mode: systemd
                deploy_script: scripts/deploy.sh
                timeout: 90
                service_name: shop@1.service
                webhook_secret: correct-horse
                health_check: { enabled: true, url: http://localhost:8080/health, retries: 7, interval: 2 }
            """);

        catalog.MaxParallel.ShouldBe(5);
        var project = catalog.Projects.ShouldHaveSingleItem();
        project.WebhookSecrets.ShouldBe([Some.Secret("correct-horse")]);
        project.ShouldBe(new Project
        {
            Name = Some.Name("shop"),
            Repository = Some.Repository("ann/shop"),
            Path = "/srv/shop",
            Branch = Some.Pattern("release/2"),
            Mode = DeployMode.Systemd,
            Script = "/srv/shop/scripts/deploy.sh",
            Timeout = TimeSpan.FromSeconds(90),
            ServiceName = "shop@1.service",
            WebhookSecrets = project.WebhookSecrets,
            HealthCheck = new HealthCheckSettings(new Uri("http://localhost:8080/health"), 7, TimeSpan.FromSeconds(2)),
        });
    }

    [Theory]
    [InlineData("docker-compose", "DockerCompose")]
    [InlineData("systemd", "Systemd")]
    [InlineData("pull-only", "PullOnly")]
    public void Each_mode_has_its_name(string name, string mode) => $"{Project($"deploy_mode: {name}").Mode}".ShouldBe(mode);

    [Fact]
    public void Script_only_takes_an_absolute_script_as_it_is() =>
        Project("deploy_mode: script-only, deploy_script: /opt/deploy.sh").Script.ShouldBe("/opt/deploy.sh");

    [Theory]
    [InlineData("90", 90)]
    [InlineData("90s", 90)]
    [InlineData("5m", 300)]
    [InlineData("1.5m", 90)]
    [InlineData("2h", 7200)]
    [InlineData("1d", 86400)]
    [InlineData("'600'", 600)]
    public void A_timeout_may_have_a_unit(string text, int seconds) => Project($"timeout: {text}").Timeout.ShouldBe(TimeSpan.FromSeconds(seconds));

    [Theory]
    [InlineData("true", true)]
    [InlineData("yes", true)]
    [InlineData("on", true)]
    [InlineData("True", true)]
    [InlineData("YES", true)]
    [InlineData("false", false)]
    [InlineData("no", false)]
    [InlineData("Off", false)]
    public void Booleans_of_YAML_1_1_are_read_as_the_old_program_did(string text, bool enabled) =>
        (Project($"health_check: {{ enabled: {text}, url: 'http://localhost/' }}").HealthCheck is not null).ShouldBe(enabled);

    [Fact]
    public void Values_may_come_from_the_environment()
    {
        var environment = new Dictionary<string, string> { ["HOME"] = "/home/pi", ["SECRET"] = "cor$$rect: #horse" };

        var project = ProjectsYaml.Project(
            "projects: [{ name: shop, repo: ann/shop, path: '${HOME}/shop', branch: '${BRANCH:-stable}', webhook_secret: '${SECRET}' }]", environment);

        project.Path.ShouldBe("/home/pi/shop");
        $"{project.Branch}".ShouldBe("stable");
        project.WebhookSecrets.ShouldHaveSingleItem().Reveal().ShouldBe("cor$$rect: #horse");
    }

    [Fact]
    public void Two_projects_may_share_a_repository()
    {
        var catalog = ProjectsYaml.Catalog(
            """
            projects:
              - { name: live, repo: ann/shop, path: /srv/live }
              - { name: test, repo: Ann/Shop, path: /srv/test, branch: next }
            """);

        catalog.FindAll(new PushedRepository(Some.Repository("ann/shop"), [])).Select(project => project.Name.Value).ShouldBe(["live", "test"]);
        catalog.FindAll(new PushedRepository(Some.Repository("ann/other"), [])).ShouldBeEmpty();
        catalog.Find(Some.Name("test"))?.Path.ShouldBe("/srv/test");
        catalog.Find(Some.Name("Test")).ShouldBeNull();
    }

    [Fact]
    public void There_may_be_no_project_yet() => ProjectsYaml.Catalog("projects: []").Projects.ShouldBeEmpty();

    private static Project Project(string fields) => ProjectsYaml.Project($"projects: [{{ name: shop, repo: ann/shop, path: /srv/shop, {fields} }}]");
}
