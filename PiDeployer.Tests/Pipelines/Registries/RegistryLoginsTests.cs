using PiDeployer.Pipelines;
using PiDeployer.Pipelines.Registries;
using PiDeployer.Processes;
using PiDeployer.Tests.Infra;
using RegistryLogin = PiDeployer.Pipelines.Registries.RegistryLogin;

namespace PiDeployer.Tests.Pipelines.Registries;

public sealed class RegistryLoginsTests : IDisposable
{
    private const string AnnsAuth = "YW5uOmNvcnJlY3Q6aG9yc2U="; // ann:correct:horse

    private static readonly RegistryLogin? Ann = RegistryLogin.Of("ann", "correct:horse");

    private readonly TempDirectory folder = new();
    private readonly StepRig rig = new();

    public void Dispose()
    {
        rig.Dispose();
        folder.Dispose();
    }

    [Theory(Timeout = 180_000)]
    [InlineData("registry.example.org:5000", "registry.example.org:5000")]
    [InlineData("registry.example.org", "https://registry.example.org")]
    [InlineData("registry.example.org", "https://registry.example.org/v1/")]
    [InlineData("docker.io", "https://index.docker.io/v1/")]
    public async Task What_docker_login_has_written_counts(string host, string key)
    {
        Write($$"""{ "auths": { "other.example.org": { "auth": "eDp5" }, "{{key}}": { "auth": "{{AnnsAuth}}" } } }""");

        (await FindAsync(host)).ShouldBe(Ann);
    }

    [Theory(Timeout = 180_000)]
    [InlineData("{ \"auths\": { \"other.example.org\": { \"auth\": \"eDp5\" } } }")]
    [InlineData("{ \"auths\": { \"registry.example.org\": {} } }")]
    [InlineData("{ \"auths\": { \"registry.example.org\": { \"auth\": \"not base64!\" } } }")]
    [InlineData("{ \"auths\": { \"registry.example.org\": { \"auth\": \"YW5u\" } } }")]
    [InlineData("{ \"auths\": [] }")]
    [InlineData("{ \"credsStore\": \"../bin/sh\" }")]
    [InlineData("{ \"credsStore\": \"of-nobody\" }")]
    [InlineData("[]")]
    [InlineData("no JSON")]
    public async Task What_says_nothing_of_it_is_no_login(string json)
    {
        Write(json);

        (await FindAsync("registry.example.org")).ShouldBeNull();
    }

    [Fact(Timeout = 180_000)]
    public async Task Without_a_file_there_is_none() => (await FindAsync("registry.example.org")).ShouldBeNull();

    [Theory(Timeout = 180_000)]
    [InlineData("{ \"credsStore\": \"tests\" }")]
    [InlineData("{ \"credHelpers\": { \"registry.example.org\": \"tests\" }, \"credsStore\": \"of-nobody\" }")]
    public async Task A_program_that_keeps_secrets_is_asked(string json)
    {
        folder.WriteScript("docker-credential-tests", """[ "$1 $(cat)" = "get registry.example.org" ] && echo '{ "ServerURL": "x", "Username": "ann", "Secret": "correct:horse" }'""");
        Write(json);

        (await FindAsync("registry.example.org")).ShouldBe(Ann);
        (await FindAsync("other.example.org")).ShouldBeNull();
    }

    [Fact(Timeout = 180_000)]
    public async Task A_stack_s_own_comes_before_the_user_s()
    {
        Write("""{ "auths": { "registry.example.org": { "auth": "eDp5" } } }""");
        rig.Git.InCheckout("rev-parse"); // There is a checkout.
        Directory.CreateDirectory(Path.Combine(rig.Git.Checkout, ".docker"));
        rig.Git.Write(".docker/config.json", $$"""{ "auths": { "registry.example.org": { "auth": "{{AnnsAuth}}" } } }""");

        (await FindAsync("registry.example.org")).ShouldBe(Ann);
    }

    [Fact]
    public void A_token_that_only_docker_can_use_is_no_login() => RegistryLogin.Of("<token>", "x").ShouldBeNull();

    [Fact]
    public void A_login_shows_nothing_of_its_password() => $"{Ann}".ShouldNotContain("horse");

    private void Write(string json) => folder.Write("config.json", json);

    private Task<RegistryLogin?> FindAsync(string host)
    {
        var project = ProjectsYaml.Project($"projects: [{{ name: shop, path: '{rig.Git.Checkout}', deploy_mode: compose-update }}]");
        var commands = new CommandRunner(rig.Commands.Environment.SetItem("DOCKER_CONFIG", folder.Path).SetItem("PATH", $"{folder.Path}:/usr/local/bin:/usr/bin:/bin"), new Redaction([]), TimeProvider.System);
        var context = rig.Context(project, null);
        return RegistryLogins.FindAsync(new StepContext(context.Id, project, commands, context.Health, context.Output), host, TestContext.Current.CancellationToken);
    }
}
