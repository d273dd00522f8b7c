using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Projects;

/// <summary>How <c>defaults</c> and a project become one: the project's keys win, and inside a mapping the same once more, one level deep.</summary>
public sealed class DefaultsTests
{
    private const string Defaults =
        """
        defaults:
          branch: stable
          deploy_mode: pull-only
          timeout: 60
          webhook_secret: correct-horse
          health_check: { enabled: true, url: "http://localhost/default", retries: 9, interval: 7 }
        projects:

        """;

    [Fact]
    public void What_a_project_does_not_say_the_defaults_do()
    {
        var project = ProjectsYaml.Project(Defaults + "  - { name: shop, repo: ann/shop, path: /srv/shop }");

        $"{project.Branch}".ShouldBe("stable");
        project.Timeout.ShouldBe(TimeSpan.FromMinutes(1));
        project.WebhookSecrets.ShouldBe([Some.Secret("correct-horse")]);
        project.HealthCheck.ShouldNotBeNull().Retries.ShouldBe(9);
    }

    [Fact]
    public void What_a_project_says_wins_and_the_rest_of_a_mapping_stays()
    {
        var project = ProjectsYaml.Project(
            Defaults + "  - { name: shop, repo: ann/shop, path: /srv/shop, branch: main, health_check: { url: 'http://localhost/own', retries: 1 } }");

        $"{project.Branch}".ShouldBe("main");
        var check = project.HealthCheck.ShouldNotBeNull();
        check.Url.AbsoluteUri.ShouldBe("http://localhost/own");
        check.Retries.ShouldBe(1);
        check.Interval.ShouldBe(TimeSpan.FromSeconds(7));
    }

    [Fact]
    public void A_project_may_switch_off_what_the_defaults_switch_on() =>
        ProjectsYaml.Project(Defaults + "  - { name: shop, repo: ann/shop, path: /srv/shop, health_check: { enabled: false } }").HealthCheck.ShouldBeNull();

    [Theory]
    [InlineData("")]
    [InlineData("~")]
    [InlineData("null")]
    public void An_empty_value_takes_the_default_away(string nothing)
    {
        var project = ProjectsYaml.Project(
            $"{Defaults}  - name: shop\n    repo: ann/shop\n    path: /srv/shop\n    branch: {nothing}\n    timeout: {nothing}\n    health_check: {nothing}\n");

        $"{project.Branch}".ShouldBe("main");
        project.Timeout.ShouldBe(TimeSpan.FromSeconds(300));
        project.HealthCheck.ShouldBeNull();
    }

    [Fact]
    public void Projects_do_not_inherit_from_each_other()
    {
        var catalog = ProjectsYaml.Catalog(
            Defaults + "  - { name: a, repo: ann/a, path: /srv/a, branch: next, health_check: { retries: 1 } }\n  - { name: b, repo: ann/b, path: /srv/b }");

        $"{catalog.Projects[1].Branch}".ShouldBe("stable");
        catalog.Projects[1].HealthCheck?.Retries.ShouldBe(9);
    }

    [Fact]
    public void For_people_the_defaults_are_shown_as_they_were_written_without_the_secret()
    {
        var shown = ProjectsYaml.Catalog(Defaults.Replace("projects:", "projects: []", StringComparison.Ordinal)).Defaults.ToJsonString();

        shown.ShouldBe(
            """{"branch":"stable","deploy_mode":"pull-only","timeout":60,"webhook_secret":"***","health_check":{"enabled":true,"url":"http://localhost/default","retries":9,"interval":7}}""");
    }

    [Fact]
    public void A_mistake_in_the_defaults_is_reported_once()
    {
        var problems = ProjectsYaml.Problems(
            """
            defaults: { branch: "a..b", tiemout: 5 }
            projects:
              - { name: a, repo: ann/a, path: /srv/a }
              - { name: b, repo: ann/b, path: /srv/b }
              - { name: c, repo: ann/c, path: /srv/c }
            """);

        problems.ShouldBe(
        [
            "projects.yml:1:21: branch 'a..b' is not the bare name of a branch, such as main, or a pattern, such as release/*",
            "projects.yml:1:29: unknown key 'tiemout'; did you mean 'timeout'?",
        ]);
    }

    [Fact]
    public void A_mistake_in_the_defaults_is_reported_even_where_there_is_no_project() =>
        ProjectsYaml.Problems("defaults: { tiemout: 5, timeout: -1 }\nprojects: []\n").ShouldBe(
        [
            "projects.yml:1:13: unknown key 'tiemout'; did you mean 'timeout'?",
            "projects.yml:1:34: timeout '-1' is not a time from 1 to 86400 seconds, such as 90, 90s, 5m or 1h",
        ]);
}
