using PiDeployer.Projects;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Projects;

public sealed class StacksReaderTests : IDisposable
{
    private readonly TempDirectory folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Everything_that_is_wrong_is_said_at_once_with_its_place() => string.Join('\n', ProjectsYaml.Problems(
        """
        projects:
          - name: home
            path: /srv/home
            deploy_script: x
            health_check: { enabled: true, url: "http://localhost" }
            engine: dockr
            stacks:
              folder: ../elsewhere
              foldr: x
              overrides:
                my stack: { timeout: 5m }
                media: { timeout: soon, branch: main, deploy_mode: systemd, tiemout: 1, enabled: perhaps }
                lab: { webhook_secret: " ", compose_project: Lab }
          - { name: bare, path: /srv, deploy_mode: stacks, stacks: text }
          - { name: kind, path: /srv, deploy_mode: compose-update, compose_files: ["-x"], services: [" "], compose_profiles: [a b] }
        """)).ShouldBe(
        """
        projects.yml:4:20: a folder of stacks has no deploy_script
        projects.yml:5:19: each stack is checked by itself: put its health_check into stacks.overrides, and here `enabled: false` where the defaults say true
        projects.yml:6:13: engine 'dockr' is not one of docker, podman; did you mean 'docker'?
        projects.yml:8:15: the folder must be inside /srv/home
        projects.yml:9:7: unknown key 'foldr'; did you mean 'folder'?
        projects.yml:11:19: the stack 'my stack' cannot be named: 1 to 100 of a-z, A-Z, 0-9, _ and -
        projects.yml:12:27: timeout 'soon' is not a time from 1 to 86400 seconds, such as 90, 90s, 5m or 1h
        projects.yml:12:33: branch cannot be another for one stack; make it a project of its own
        projects.yml:12:47: deploy_mode cannot be another for one stack; make it a project of its own
        projects.yml:12:69: unknown key 'tiemout'; did you mean 'timeout'?
        projects.yml:12:90: enabled 'perhaps' is not true or false
        projects.yml:13:32: webhook_secret ' ' is blank, and a blank secret protects nothing
        projects.yml:13:54: compose_project 'Lab' is not a name for compose: a-z, 0-9, _ and -, and the first one a letter or a digit
        projects.yml:14:60: stacks must be a mapping of keys to values
        projects.yml:15:76: compose_files '-x' is not the name of a file
        projects.yml:15:94: services ' ' is not the name of a service
        projects.yml:15:119: compose_profiles 'a b' is not the name of a profile
        """);

    [Fact]
    public void A_stack_has_what_its_own_settings_say_or_its_folder_or_the_defaults()
    {
        foreach (var name in new[] { "media", "plain", "off" })
            folder.Write($"services/{name}/compose.yaml", "services: {}");

        var home = ProjectsYaml.Project(
            $$"""
            defaults: { timeout: 90, history: 7, health_check: { url: "http://localhost/default", retries: 9 } }
            projects:
              - name: home
                repo: ann/home
                path: {{folder.Path}}
                timeout: 2m
                compose_profiles: [base]
                stacks:
                  folder: services/
                  overrides:
                    media: { timeout: 45m, compose_profiles: [gpu], health_check: { enabled: true, url: "http://localhost/media" }, rollback: off }
                    off: { enabled: false }
                    not-there-yet: { timeout: 5 }
            """);

        var stacks = home.Stacks.ShouldNotBeNull();
        stacks.All().Select(stack => stack.Name.Value).ShouldBe(["media", "plain"]);
        var (media, plain) = (stacks.Find(Some.Name("media")).ShouldNotBeNull(), stacks.Find(Some.Name("plain")).ShouldNotBeNull());
        (media.Timeout, plain.Timeout).ShouldBe((TimeSpan.FromMinutes(45), TimeSpan.FromMinutes(2)));
        (media.Compose.Profiles.Single(), plain.Compose.Profiles.Single()).ShouldBe(("gpu", "base"));
        (media.History, plain.History).ShouldBe((7, 7));
        (media.RollsBackOnFailure, plain.RollsBackOnFailure).ShouldBe((false, true));
        media.HealthCheck.ShouldNotBeNull().Url.AbsoluteUri.ShouldBe("http://localhost/media");
        plain.HealthCheck.ShouldBeNull();
        (plain.Mode, plain.Repository, plain.Group).ShouldBe((DeployMode.ComposeUpdate, null, home.Name));
        plain.Path.ShouldBe(folder.File("services/plain"));
        plain.QueuesWhenBusy.ShouldBeTrue();
    }

    [Theory]
    [InlineData("..")]
    [InlineData("/srv/home-2")]
    [InlineData("services/../../other")]
    public void A_folder_outside_is_refused(string outside) =>
        ProjectsYaml.Problems($"projects:\n  - {{ name: home, path: /srv/home, stacks: {{ folder: '{outside}' }} }}\n").ShouldHaveSingleItem().ShouldEndWith(": the folder must be inside /srv/home");

    [Theory]
    [InlineData(".")]
    [InlineData("services/../other")]
    [InlineData("/srv/home/services")]
    public void A_folder_inside_is_not(string inside) =>
        ProjectsYaml.Project($"projects:\n  - {{ name: home, path: /srv/home, stacks: {{ folder: '{inside}' }} }}\n").Stacks.ShouldNotBeNull().Root.ShouldStartWith("/srv/home");

    [Fact]
    public void A_secret_of_one_stack_is_hidden_wherever_it_stands()
    {
        var catalog = ProjectsYaml.Catalog("projects:\n  - { name: home, path: /srv/home, stacks: { overrides: { media: { webhook_secret: correct-horse } } } }\n");

        catalog.Redaction.Apply("the correct-horse of media").ShouldBe("the *** of media");
        catalog.Redaction.Apply("the battery of media").ShouldBe("the battery of media");
    }
}
