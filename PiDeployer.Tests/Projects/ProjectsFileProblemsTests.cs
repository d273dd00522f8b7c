using PiDeployer.Projects;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Projects;

public sealed class ProjectsFileProblemsTests
{
    [Fact]
    public void Everything_that_is_wrong_is_said_at_once_with_its_place()
    {
        var problems = ProjectsYaml.Problems(
            """
            max_paralel: 2
            max_parallel: 0
            defaults:
              brnch: main
              health_check: { retires: 3 }
            projects:
              - name: my shop
                repo: shop
                path: srv/shop
                branch: --upload-pack=touch
                deploy_mode: dockercompose
                timeout: soon
                service_name: -shop
                health_check: { enabled: maybe, url: "ftp://localhost", retries: 0, interval: -1, intervall: 5 }
              - repo: ann/other
                webhook_secret: "  "
                deploy_mode: script-only
                health_check: { enabled: true }
                deploy_skript: x
              - just a text
            """);

        string.Join('\n', problems).ShouldBe(
            """
            projects.yml:1:1: unknown key 'max_paralel'; did you mean 'max_parallel'?
            projects.yml:2:15: max_parallel '0' is not a whole number from 1 to 64
            projects.yml:4:3: unknown key 'brnch'; did you mean 'branch'?
            projects.yml:5:19: unknown key 'retires'; did you mean 'retries'?
            projects.yml:7:11: name 'my shop' is not usable: 1 to 100 of a-z, A-Z, 0-9, _ and -
            projects.yml:8:11: repo 'shop' is not a full name like owner/repo, or an address like https://git.example.org/owner/repo
            projects.yml:9:11: path 'srv/shop' is not an absolute path
            projects.yml:10:13: branch '--upload-pack=touch' is not the bare name of a branch, such as main, or a pattern, such as release/*
            projects.yml:11:18: deploy_mode 'dockercompose' is not one of docker-compose, systemd, pull-only, script-only, compose-update, blue-green, swarm, stacks; did you mean 'docker-compose'?
            projects.yml:12:14: timeout 'soon' is not a time from 1 to 86400 seconds, such as 90, 90s, 5m or 1h
            projects.yml:13:19: service_name '-shop' is not a name that a systemd unit can have
            projects.yml:14:30: enabled 'maybe' is not true or false
            projects.yml:14:42: url 'ftp://localhost' is not an http:// or https:// address
            projects.yml:14:70: retries '0' is not a whole number from 1 to 1000
            projects.yml:14:83: interval '-1' is not a time from 0 to 86400 seconds, such as 90, 90s, 5m or 1h
            projects.yml:14:87: unknown key 'intervall'; did you mean 'interval'?
            projects.yml:15:5: a project needs a name
            projects.yml:15:5: a project needs a path
            projects.yml:16:21: webhook_secret '  ' is blank, and a blank secret protects nothing
            projects.yml:17:18: deploy_mode script-only needs a deploy_script
            projects.yml:18:30: health_check is enabled but has no url
            projects.yml:19:5: unknown key 'deploy_skript'; did you mean 'deploy_script'?
            projects.yml:20:5: an entry of projects must be a mapping of keys to values
            """);
    }

    [Fact]
    public void A_name_that_is_used_twice_is_refused() =>
        ProjectsYaml.Problems(
            """
            projects:
              - { name: shop, repo: ann/shop, path: /srv/shop }
              - { repo: ann/shop2, path: /srv/shop2, name: shop }
            """).ShouldBe(["projects.yml:3:48: the name 'shop' is already used by the project at line 2"]);

    [Theory]
    [InlineData("", "projects.yml:1:1: the file must be a mapping with the key 'projects'")]
    [InlineData("# nothing yet\n", "projects.yml:1:1: the file must be a mapping with the key 'projects'")]
    [InlineData("- name: shop\n", "projects.yml:1:1: the file must be a mapping with the key 'projects'")]
    [InlineData("defaults: {}\n", "projects.yml:1:1: there is no list of projects; write `projects: []` if there shall be none")]
    [InlineData("projects:\n", "projects.yml:1:10: there is no list of projects; write `projects: []` if there shall be none")]
    [InlineData("projects: shop\n", "projects.yml:1:11: projects must be a list, each entry beginning with a dash")]
    [InlineData("projects: []\ndefaults: [a]\n", "projects.yml:2:11: defaults must be a mapping of keys to values")]
    [InlineData("projects: []\n---\nprojects: []\n", "projects.yml:2:1: not valid YAML: a second document begins here")]
    [InlineData("projects: []\nprojects: []\n", "projects.yml:2:1: not valid YAML: the key 'projects' stands here twice")]
    [InlineData("projects:\n  - { name: [a], repo: ann/shop, path: /srv }\n", "projects.yml:2:13: name must be a single value")]
    [InlineData("projects:\n  - { name: a, repo: ann/shop, path: '${NOWHERE}' }\n", "projects.yml:2:38: path: the environment variable NOWHERE is not set; set it in .env and restart, or write ${NOWHERE:-default}")]
    [InlineData("projects:\n  - { name: a, repo: ann/shop, path: /srv, health_check: { enabled: on, url: [a] } }\n", "projects.yml:2:78: url must be a single value")]
    [InlineData("projects:\n  - { name: a, repo: ann/a, path: /srv, on_busy: wait }\n", "projects.yml:2:50: on_busy 'wait' is not one of reject, queue")]
    [InlineData("projects:\n  - { name: a, repo: ann/a, path: /srv, rollback: yes }\n", "projects.yml:2:51: rollback 'yes' is not one of auto, off")]
    [InlineData("projects:\n  - { name: a, repo: ann/a, path: /srv, resume: auto }\n", "projects.yml:2:49: resume 'auto' is not true or false")]
    [InlineData("projects:\n  - { name: a, repo: ann/a, path: /srv, history: 0 }\n", "projects.yml:2:50: history '0' is not a whole number from 1 to 100000")]
    [InlineData(
        "projects:\n  - { name: a, repo: ann/a, path: /srv, deploy_mode: script-only, deploy_script: x, rollback: auto }\n",
        "projects.yml:2:95: rollback auto cannot work with deploy_mode script-only: what the script does is not known here, so it cannot be taken back")]
    [InlineData("projects: []\n# gr\0n\n", "projects.yml:2:5: the file holds a zero byte; was it damaged?")]
    public void A_file_of_the_wrong_shape_is_refused(string text, string problem) => ProjectsYaml.Problems(text).ShouldBe([problem]);

    [Theory]
    [InlineData("projects:\n  - name: a\n   repo: b\n")]
    [InlineData("projects: [\n")]
    [InlineData("projects: \"never closed\n")]
    [InlineData("projects: *nowhere\n")]
    [InlineData("projects: []\ndefaults: { <<: 5 }\n")]
    [InlineData("? [a, b]\n: c\n")]
    public void What_is_not_YAML_is_refused_with_its_place(string text) =>
        ProjectsYaml.Problems(text).ShouldHaveSingleItem().ShouldMatch(@"^projects\.yml:\d+:\d+: not valid YAML: .+");

    [Fact]
    public void A_missing_file_is_named()
    {
        using var folder = new TempDirectory();
        var path = folder.File("projects.yml");

        var result = new ProjectsFile(path, new Dictionary<string, string>(), []).Load();

        result.ShouldBeOfType<ProjectsFileResult.Invalid>().Problems
            .ShouldBe([$"projects.yml: there is no file {path}; write one, or name another with PROJECTS_CONFIG"]);
    }

    [Fact]
    public void A_folder_in_place_of_the_file_is_refused()
    {
        using var folder = new TempDirectory();

        var result = new ProjectsFile(folder.Path, new Dictionary<string, string>(), []).Load();

        result.ShouldBeOfType<ProjectsFileResult.Invalid>().Problems.ShouldHaveSingleItem().ShouldContain("cannot be read");
    }

    [Fact]
    public void A_file_of_more_than_a_megabyte_is_refused()
    {
        const string text = "projects: []\n#";

        ProjectsYaml.Catalog(text + new string('x', ProjectsFile.MaxBytes - text.Length)).Projects.ShouldBeEmpty();
        ProjectsYaml.Problems(text + new string('x', ProjectsFile.MaxBytes - text.Length + 1)).ShouldBe(["projects.yml:1:1: the file is larger than 1 MB"]);
    }

    [Fact]
    public void A_file_that_is_not_UTF_8_is_refused()
    {
        using var folder = new TempDirectory();
        var path = folder.File("projects.yml");
        File.WriteAllBytes(path, [.. "projects: []\n#gr"u8, 0xfc, .. "n\n"u8]);

        var result = new ProjectsFile(path, new Dictionary<string, string>(), []).Load();

        result.ShouldBeOfType<ProjectsFileResult.Invalid>().Problems.ShouldBe(["projects.yml:2:4: the file is not UTF-8"]);
    }

    [Fact]
    public void A_byte_order_mark_is_no_mistake() => ProjectsYaml.Catalog("\uFEFFprojects: []\n").Projects.ShouldBeEmpty();

    [Fact]
    public void No_problem_shows_a_secret()
    {
        var environment = new Dictionary<string, string> { ["DEPLOY_TOKEN"] = "correct-horse-battery" };

        var problems = ProjectsYaml.Problems(
            """
            projects:
              - name: ${DEPLOY_TOKEN}!
                repo: ${DEPLOY_TOKEN}
                path: ${DEPLOY_TOKEN}
                webhook_secret: { hidden: staple-of-the-project }
              - { name: a, repo: ann/a, path: /srv, webhook_secret: "${staple-of-the-project", tiemout: 1 }
            """,
            environment,
            Some.Secret("correct-horse-battery"));

        problems.Count.ShouldBe(6);
        string.Join('\n', problems).ShouldNotContain("horse");
        string.Join('\n', problems).ShouldNotContain("staple");
    }
}
