using System.Net;
using PiDeployer.Hosting;
using PiDeployer.Projects;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Hosting;

public sealed class SettingsTests : IDisposable
{
    private readonly TempDirectory folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Without_anything_said_the_old_programs_defaults_hold()
    {
        var settings = Load();

        settings.Host.ShouldBe(IPAddress.Any);
        settings.Port.ShouldBe(5000);
        settings.AttemptsPerMinute.ShouldBe(10);
        Trusts(settings, "127.0.0.1").ShouldBeTrue();
        Trusts(settings, "127.8.9.10").ShouldBeTrue();
        Trusts(settings, "::1").ShouldBeTrue();
        Trusts(settings, "10.0.0.1").ShouldBeFalse();
        settings.ProjectsConfig.ShouldBe(folder.File("projects.yml"));
        settings.LogDirectory.ShouldBe(folder.File("logs"));
        settings.WebhookSecret.ShouldBeNull();
        settings.DeployToken.ShouldBeNull();
        settings.Telegram.ShouldBeNull();
        settings.Secrets.ShouldBeEmpty();
    }

    [Fact]
    public void Limits_are_those_of_the_old_program_unless_something_else_is_said()
    {
        var usual = Load().Limits;
        new[] { usual.Status, usual.Config, usual.Pull, usual.Up, usual.Steady }.Select(limit => (limit.Variable, limit.Time.TotalSeconds))
            .ShouldBe([("STATUS_TIMEOUT", 60), ("CONFIG_TIMEOUT", 120), ("PULL_TIMEOUT", 600), ("UP_TIMEOUT", 600), ("STEADY_TIME", 5)]);

        folder.Write(".env", "PULL_TIMEOUT=20m\nSTEADY_TIME=30\n");
        (Load().Limits.Pull.Time, Load().Limits.Steady.Time).ShouldBe((TimeSpan.FromMinutes(20), TimeSpan.FromSeconds(30)));

        folder.Write(".env", "UP_TIMEOUT=soon\nSTEADY_TIME=0\n");
        Settings.Load(folder.Path, new Dictionary<string, string>()).Problems.ShouldBe(
            ["UP_TIMEOUT 'soon' is not a time from 1 second to 1 day, such as 600, 90s or 10m", "STEADY_TIME '0' is not a time from 1 second to 1 day, such as 600, 90s or 10m"]);
    }

    [Fact]
    public void Everything_can_stand_in_the_env_file()
    {
        folder.Write(
            ".env",
            """
            GITHUB_WEBHOOK_SECRET=webhook-secret
            DEPLOY_TOKEN='deploy-token'
            TELEGRAM_BOT_TOKEN=123:abc
            TELEGRAM_CHAT_ID=-100200
            PROJECTS_CONFIG=conf/my.yml
            DEPLOYER_HOST=127.0.0.1
            DEPLOYER_PORT=8080
            LOG_DIR=/var/log/deployer
            RATE_LIMIT_PER_MIN=100000
            TRUSTED_PROXIES=10.0.0.0/8, fd00::/8 192.168.1.1
            """);

        var settings = Load();

        settings.WebhookSecret.ShouldBe(Some.Secret("webhook-secret"));
        settings.DeployToken.ShouldBe(Some.Secret("deploy-token"));
        settings.Telegram.ShouldNotBeNull().ChatId.ShouldBe("-100200");
        settings.Telegram.ShouldNotBeNull().Api.AbsoluteUri.ShouldBe("https://api.telegram.org/");
        settings.ProjectsConfig.ShouldBe(folder.File("conf/my.yml"));
        settings.AttemptsPerMinute.ShouldBe(100_000);
        Trusts(settings, "10.1.2.3").ShouldBeTrue();
        Trusts(settings, "fd12::1").ShouldBeTrue();
        Trusts(settings, "192.168.1.1").ShouldBeTrue();
        Trusts(settings, "127.0.0.1").ShouldBeFalse("Who names them names them all.");
        settings.Host.ShouldBe(IPAddress.Loopback);
        settings.Port.ShouldBe(8080);
        settings.LogDirectory.ShouldBe("/var/log/deployer");
        settings.Secrets.Select(secret => secret.Reveal()).ShouldBe(["webhook-secret", "deploy-token", "123:abc"], ignoreOrder: true);
    }

    [Fact]
    public void The_process_wins_over_the_env_file()
    {
        folder.Write(".env", "DEPLOYER_PORT=8080\nDEPLOY_TOKEN=of-the-file\n");

        var settings = Load(("DEPLOYER_PORT", "9090"));

        settings.Port.ShouldBe(9090);
        settings.DeployToken.ShouldBe(Some.Secret("of-the-file"));
        settings.Environment["DEPLOYER_PORT"].ShouldBe("9090");
    }

    [Fact]
    public void The_older_names_are_read_and_the_newer_ones_win()
    {
        var old = Load(("FLASK_HOST", "::1"), ("FLASK_PORT", "7000"));
        old.Host.ShouldBe(IPAddress.IPv6Loopback);
        old.Port.ShouldBe(7000);

        var both = Load(("FLASK_HOST", "::1"), ("FLASK_PORT", "7000"), ("DEPLOYER_HOST", "localhost"), ("DEPLOYER_PORT", "7001"));
        both.Host.ShouldBe(IPAddress.Loopback);
        both.Port.ShouldBe(7001);
    }

    [Fact]
    public void The_older_names_of_the_secret_are_read_in_their_order()
    {
        Load(("WEBHOOK_SECRET", "third")).WebhookSecret.ShouldBe(Some.Secret("third"));
        Load(("WEBHOOK_SECRET", "third"), ("DEPLOY_SECRET", "second")).WebhookSecret.ShouldBe(Some.Secret("second"));
        Load(("WEBHOOK_SECRET", "third"), ("DEPLOY_SECRET", "second"), ("GITHUB_WEBHOOK_SECRET", "first")).WebhookSecret.ShouldBe(Some.Secret("first"));
    }

    [Theory]
    [InlineData("DEPLOY_TOKEN_FILE")]
    [InlineData("GITHUB_WEBHOOK_SECRET_FILE")]
    [InlineData("DEPLOY_SECRET_FILE")]
    [InlineData("WEBHOOK_SECRET_FILE")]
    public void A_secret_may_be_in_a_file_of_its_own(string variable) =>
        Load((variable, folder.Write("secret", "from-the-file\n"))).Secrets.ShouldHaveSingleItem().Reveal().ShouldBe("from-the-file");

    [Fact]
    public void The_bots_token_may_be_in_a_file_of_its_own() =>
        Load(("TELEGRAM_BOT_TOKEN_FILE", folder.Write("token", "123:abc")), ("TELEGRAM_CHAT_ID", "1")).Telegram.ShouldNotBeNull().Token.Reveal().ShouldBe("123:abc");

    [Fact]
    public void A_forge_is_told_when_there_is_a_token_for_it()
    {
        Load().Forges.ShouldBeEmpty();

        var settings = Load(
            ("GITHUB_TOKEN", "of-github"),
            ("GITEA_TOKEN_FILE", folder.Write("token", "of-gitea\n")),
            ("GITEA_URL", "https://git.example.org/forge"),
            ("GITLAB_TOKEN", "of-gitlab"),
            ("PUBLIC_URL", "https://pi.example.org"));

        settings.Forges.Select(forge => (forge.Kind, forge.Token.Reveal(), forge.Address.AbsoluteUri)).ShouldBe(
        [
            (ForgeKind.GitHub, "of-github", "https://api.github.com/"),
            (ForgeKind.Gitea, "of-gitea", "https://git.example.org/forge"),
            (ForgeKind.GitLab, "of-gitlab", "https://gitlab.com/"),
        ]);
        settings.PublicAddress.ShouldBe(new Uri("https://pi.example.org"));
        settings.Secrets.Select(secret => secret.Reveal()).ShouldBe(["of-github", "of-gitea", "of-gitlab"], ignoreOrder: true);
        settings.Warnings.ShouldBeEmpty();

        var own = Load(("GITHUB_TOKEN", "x"), ("GITHUB_API_URL", "https://ghe.example.org/api/v3"), ("GITLAB_TOKEN", "x"), ("GITLAB_URL", "http://gitlab.local:8080"));
        own.Forges.Select(forge => forge.Address.AbsoluteUri).ShouldBe(["https://ghe.example.org/api/v3", "http://gitlab.local:8080/"]);
    }

    [Fact]
    public void Half_of_what_Gitea_needs_is_none_of_it()
    {
        var token = Load(("GITEA_TOKEN", "x"));
        token.Forges.ShouldBeEmpty();
        token.Warnings.ShouldBe(["GITEA_URL is not set, so Gitea is told nothing: it needs its token and its address"]);

        Load(("GITEA_URL", "https://git.example.org")).Warnings.ShouldBe(["GITEA_TOKEN is not set, so Gitea is told nothing: it needs its token and its address"]);
    }

    [Theory]
    [InlineData("PUBLIC_URL")]
    [InlineData("GITHUB_API_URL")]
    [InlineData("GITEA_URL")]
    [InlineData("GITLAB_URL")]
    [InlineData("TELEGRAM_API_URL")]
    public void An_address_that_is_none_is_refused(string name)
    {
        foreach (var text in new[] { "pi.example.org", "ftp://pi.example.org", "https://pi.example.org/?x=1", "/deploy" })
            Settings.Load(folder.Path, new Dictionary<string, string> { [name] = text }).Problems.ShouldBe([$"{name} is not an http:// or https:// address"], text);
    }

    [Theory]
    [InlineData("https://ann:hunter2@pi.example.org")]
    [InlineData("https://ann@pi.example.org")]
    public void An_address_that_everybody_is_shown_has_no_login_in_it(string text) =>
        Settings.Load(folder.Path, new Dictionary<string, string> { ["PUBLIC_URL"] = text }).Problems.ShouldHaveSingleItem().ShouldStartWith("PUBLIC_URL has a name or a password in it");

    [Fact]
    public void Under_systemd_the_logs_go_where_it_says()
    {
        Load(("LOGS_DIRECTORY", "/var/log/pi-deployer:/var/log/other")).LogDirectory.ShouldBe("/var/log/pi-deployer");
        Load(("LOGS_DIRECTORY", "/var/log/pi-deployer"), ("LOG_DIR", "my")).LogDirectory.ShouldBe(folder.File("my"));
    }

    [Fact]
    public void An_empty_variable_is_none()
    {
        var settings = Load(("DEPLOYER_PORT", ""), ("DEPLOY_TOKEN", "  "), ("GITHUB_WEBHOOK_SECRET", ""), ("TELEGRAM_BOT_TOKEN", ""), ("TELEGRAM_CHAT_ID", ""));

        settings.Port.ShouldBe(5000);
        settings.Secrets.ShouldBeEmpty();
        settings.Telegram.ShouldBeNull();
    }

    [Fact]
    public void Half_of_what_Telegram_needs_is_none_of_it()
    {
        var settings = Load(("TELEGRAM_BOT_TOKEN", "123:abc"));

        settings.Telegram.ShouldBeNull();
        settings.Warnings.ShouldBe(["TELEGRAM_CHAT_ID is not set, so Telegram is told nothing: it needs its token and its chat id"]);
    }

    [Fact]
    public void Everything_that_is_wrong_is_said_at_once_and_no_secret_with_it()
    {
        folder.Write(".env", "not a name\nDEPLOY_TOKEN=hunter2\n");
        var empty = folder.Write("empty", "\n");

        var (settings, problems) = Settings.Load(folder.Path, new Dictionary<string, string>
        {
            ["DEPLOY_TOKEN_FILE"] = "/nowhere",
            ["GITHUB_WEBHOOK_SECRET_FILE"] = empty,
            ["WEBHOOK_SECRET_FILE"] = "/nowhere/secret",
            ["TELEGRAM_BOT_TOKEN"] = "hunter2:abc",
            ["TELEGRAM_API_URL"] = "ftp://localhost",
            ["DEPLOYER_HOST"] = "my.pi.example.org",
            ["DEPLOYER_PORT"] = "65536",
            ["RATE_LIMIT_PER_MIN"] = "100001",
            ["TRUSTED_PROXIES"] = "10.0.0.0/33, 127.0.0.1 proxy.local",
        });

        settings.ShouldBeNull();
        problems.ShouldBe(
        [
            ".env:1: expected NAME=value",
            "TELEGRAM_API_URL is not an http:// or https:// address",
            "DEPLOYER_HOST 'my.pi.example.org' is not an IP address to listen on, such as 0.0.0.0 or 127.0.0.1",
            "DEPLOYER_PORT '65536' is not a port from 0 to 65535",
            "RATE_LIMIT_PER_MIN '100001' is not a whole number from 0 to 100000",
            "TRUSTED_PROXIES '10.0.0.0/33' is neither an address nor a range such as 192.168.1.0/24",
            "TRUSTED_PROXIES 'proxy.local' is neither an address nor a range such as 192.168.1.0/24",
            $"GITHUB_WEBHOOK_SECRET_FILE: {empty} is empty",
            "WEBHOOK_SECRET_FILE: Could not find a part of the path '/nowhere/secret'.",
            "DEPLOY_TOKEN and DEPLOY_TOKEN_FILE are both set; keep one",
        ]);
        string.Join('\n', problems).ShouldNotContain("hunter2");
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("ten")]
    [InlineData("10/m")]
    [InlineData("99999999999")]
    public void A_rate_that_is_no_whole_number_is_refused(string text)
    {
        Settings.Load(folder.Path, new Dictionary<string, string> { ["RATE_LIMIT_PER_MIN"] = text }).Problems
            .ShouldBe([$"RATE_LIMIT_PER_MIN '{text}' is not a whole number from 0 to 100000"]);
        Load(("RATE_LIMIT_PER_MIN", "0")).AttemptsPerMinute.ShouldBe(0);
    }

    [Fact]
    public void No_secret_is_for_children()
    {
        string[] secrets = ["GITHUB_WEBHOOK_SECRET", "DEPLOY_SECRET", "WEBHOOK_SECRET", "DEPLOY_TOKEN", "TELEGRAM_BOT_TOKEN", "GITHUB_TOKEN", "GITEA_TOKEN", "GITLAB_TOKEN"];

        ((string[])[.. secrets, .. secrets.Select(name => $"{name}_FILE"), "NOTIFY_SOCKET", "CREDENTIALS_DIRECTORY"]).ShouldBeSubsetOf(Settings.NotForChildren);
        Settings.NotForChildren.ShouldNotContain("PATH");
    }

    private static bool Trusts(Settings settings, string address) => settings.TrustedProxies.Any(range => range.Contains(IPAddress.Parse(address)));

    private Settings Load(params (string Name, string Value)[] process)
    {
        var (settings, problems) = Settings.Load(folder.Path, process.ToDictionary(variable => variable.Name, variable => variable.Value));
        problems.ShouldBeEmpty();
        return settings.ShouldNotBeNull();
    }
}
