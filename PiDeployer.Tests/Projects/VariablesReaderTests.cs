using PiDeployer.Projects;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Projects;

public sealed class VariablesReaderTests
{
    [Fact]
    public void Every_mistake_is_said_with_its_place_and_without_a_value() => string.Join('\n', ProjectsYaml.Problems(
        """
        defaults:
          env: { DEPLOYER_COLOR: hunter2 }
        projects:
          - name: shop
            repo: ann/shop
            path: /srv/shop
            env:
              my-name: hunter2
              2ND: hunter2
              DEPLOYER_BRANCH: hunter2
              DB_PASSWORD: hunter2
              DB_PASSWORD_FILE: /run/secrets/db
              EMPTY_FILE: ""
              URL: "http://ann:${hunter2!@localhost"
              LIST: [hunter2]
              COMPOSE_FILE: hunter2.yml
            env_file: [.env, "", [x], -x]
          - { name: list, repo: ann/shop, path: /srv, env: [A=hunter2] }
          - { name: text, repo: ann/shop, path: /srv, env: A=hunter2, env_file: { a: b } }
        """)).ShouldBe(
        """
        projects.yml:2:10: DEPLOYER_COLOR is one of the names that are given to every deployment; DEPLOYER_… cannot be set
        projects.yml:8:7: my-name is not a name for a variable: letters, digits and _, and no digit at the beginning
        projects.yml:9:7: 2ND is not a name for a variable: letters, digits and _, and no digit at the beginning
        projects.yml:10:7: DEPLOYER_BRANCH is one of the names that are given to every deployment; DEPLOYER_… cannot be set
        projects.yml:12:7: DB_PASSWORD_FILE and DB_PASSWORD are both there; keep one
        projects.yml:13:7: EMPTY_FILE does not name a file
        projects.yml:14:12: URL: it holds a ${…} that is no variable or was not set at the start (.env is read only then); write $$ for a dollar sign
        projects.yml:15:13: LIST must be a single value
        projects.yml:16:7: COMPOSE_FILE would be the file whose content becomes COMPOSE; which compose files count is said by compose_files, beside env
        projects.yml:17:22: env_file '' is not the name of a file
        projects.yml:17:26: env_file must be a single value or a list of them
        projects.yml:17:31: env_file '-x' is not the name of a file
        projects.yml:18:52: env must be a mapping of keys to values
        projects.yml:19:52: env must be a mapping of keys to values
        projects.yml:19:73: env_file must be a single value or a list of them
        """);

    [Fact]
    public void What_it_says_is_known_at_once_and_what_files_hold_is_not()
    {
        var project = ProjectsYaml.Project(
            """
            projects:
              - { name: shop, repo: ann/shop, path: /srv/shop, env: { PORT: 8080, DEBUG: true, EMPTY: "", DATE: 2026-11-21, OF_US: "${HERE}/x$$", DB_FILE: db, _FILE: x }, env_file: .env.production }
            """,
            new Dictionary<string, string> { ["HERE"] = "there" });

        project.Variables.OrderBy(variable => variable.Key, StringComparer.Ordinal).Select(variable => $"{variable.Key}={variable.Value}")
            .ShouldBe(["DATE=2026-11-21", "DEBUG=true", "EMPTY=", "OF_US=there/x$", "PORT=8080", "_FILE=x"]);
        project.VariableSources.SecretFiles.ShouldBe([new("DB", "db")]);
        project.VariableSources.Files.ShouldBe([".env.production"]);
        project.VariableSources.Names.ShouldBe(["DATE", "DB_FILE", "DEBUG", "EMPTY", "OF_US", "PORT", "_FILE"]);
    }

    [Fact]
    public void It_goes_over_the_defaults_name_by_name_and_an_empty_one_takes_a_name_away()
    {
        var projects = ProjectsYaml.Catalog(
            """
            defaults: { env: { A: default, B: default, C_FILE: default }, env_file: default.env }
            projects:
              - { name: own, repo: ann/shop, path: /srv/own, env: { A: own, C_FILE: own, D: own }, env_file: [] }
              - { name: none, repo: ann/shop, path: /srv/none, env: { A: , C_FILE: null } }
              - { name: heir, repo: ann/shop, path: /srv/heir }
            """).Projects;

        string Shown(int index) => string.Join(' ', projects[index].VariableSources.Names.Select(name => $"{name}={projects[index].Variables.GetValueOrDefault(name, "a file")}"));
        projects.Select((_, index) => Shown(index)).ShouldBe(["A=own B=default C_FILE=a file D=own", "B=default", "A=default B=default C_FILE=a file"]);
        projects[0].VariableSources.SecretFiles["C"].ShouldBe("own");
        projects.Select(project => string.Join(' ', project.VariableSources.Files)).ShouldBe(["", "default.env", "default.env"]);
    }

    [Fact]
    public void A_stack_has_its_folders_and_its_own_over_it()
    {
        using var folder = new TempDirectory();
        foreach (var name in new[] { "media", "plain" })
            folder.Write($"{name}/compose.yaml", "services: {}");

        var stacks = ProjectsYaml.Project(
            $$"""
            defaults: { env: { A: default } }
            projects:
              - name: home
                path: {{folder.Path}}
                env: { B: home, C: home }
                env_file: [all.env]
                stacks: { overrides: { media: { env: { B: media }, env_file: media.env } } }
            """).Stacks.ShouldNotBeNull().All().ToList();

        string Shown(Project stack) => $"{string.Join(' ', stack.VariableSources.Names.Select(name => $"{name}={stack.Variables[name]}"))} {string.Join(' ', stack.VariableSources.Files)}";
        stacks.Select(Shown).ShouldBe(["A=default B=media C=home media.env", "A=default B=home C=home all.env"]);
    }

    [Theory]
    [InlineData("DB_PASSWORD", true)]
    [InlineData("MYSQL_ROOT_PASSWD", true)]
    [InlineData("webhook_secret", true)]
    [InlineData("GithubToken", true)]
    [InlineData("AWS_CREDENTIALS", true)]
    [InlineData("STRIPE_KEY", true)]
    [InlineData("KEY", true)]
    [InlineData("SMTP_PASS", true)]
    [InlineData("DBPASS", true)]
    [InlineData("PGPASS", true)]
    [InlineData("APPKEY", true)]
    [InlineData("BASIC_AUTH", true)]
    [InlineData("GITLAB_PAT", true)]
    [InlineData("SENTRY_DSN", true)]
    [InlineData("SLACK_WEBHOOK", true)]
    [InlineData("KEYBOARD", false)]
    [InlineData("MONKEY", false)]
    [InlineData("AUTHOR", false)]
    [InlineData("PATH", false)]
    [InlineData("BYPASS", false)]
    [InlineData("MONKEYS", false)]
    [InlineData("COMPASS", false)]
    [InlineData("TZ", false)]
    public void A_secret_is_known_by_its_name(string name, bool isSecret) => SecretNames.Has(name).ShouldBe(isSecret);
}
