using PiDeployer.Pipelines;
using PiDeployer.Pipelines.Containers;
using PiDeployer.Projects;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Pipelines.Containers;

/// <summary>What is taken from <c>docker compose config</c>; which files are mounted is another matter.</summary>
public sealed class ComposeConfigurationTests
{
    [Fact]
    public void Services_have_the_images_that_the_file_names()
    {
        var configuration = Parse("""
            name: shop
            services:
              web: { image: "registry.example.org/shop/web:v2" }
              built: { build: { context: /srv/shop } }
              named: { build: /srv/shop/named, image: shop/named }
              empty: { image: null }
              odd: null
            """);

        configuration.Services.Select(service => (service.Key, service.Value.Image, service.Value.IsBuilt)).ShouldBe(
            [("web", "registry.example.org/shop/web:v2", false), ("built", null, true), ("named", "shop/named", true), ("empty", null, false)]);
        configuration.Builds.ShouldBeTrue();
        configuration.Files.ShouldBe(["/srv/shop", "/srv/shop/named"]);
    }

    [Theory]
    [InlineData("services: { web: { image: shop/web } }")]
    [InlineData("services: {}")]
    [InlineData("services: []")]
    [InlineData("name: shop")]
    public void Without_anything_to_build_nothing_is_built(string text) => Parse(text).Builds.ShouldBeFalse();

    [Theory]
    [InlineData("env_file: shop.env", "/srv/shop/shop.env")]
    [InlineData("env_file: [a.env, /etc/b.env]", "/srv/shop/a.env", "/etc/b.env")]
    [InlineData("env_file: [{ path: ../a.env, required: false }]", "/srv/a.env")]
    [InlineData("env_file: null")]
    [InlineData("env_file: [null, {}]")]
    public void Files_of_variables_are_settings(string field, params string[] settings) => Parse($"services: {{ web: {{ image: shop/web, {field} }} }}").Settings.ShouldBe(settings);

    [Theory]
    [InlineData("build: 'https://git.example.org/shop.git#main'")]
    [InlineData("build: { context: 'https://git.example.org/shop.git' }")]
    public void What_is_built_from_elsewhere_has_no_files_here(string field)
    {
        var configuration = Parse($"services: {{ web: {{ {field} }} }}");

        (configuration.Builds, configuration.Files.Length).ShouldBe((true, 0));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData(", pull_policy: always", true)]
    [InlineData(", pull_policy: missing", true)]
    [InlineData(", pull_policy: never", false)]
    [InlineData(", pull_policy: build", false)]
    public void The_file_says_what_is_never_pulled(string field, bool isPulled) =>
        Parse($"services: {{ web: {{ image: shop/web{field} }} }}").Services["web"].IsPulled.ShouldBe(isPulled);

    [Fact(Timeout = 180_000)]
    public async Task Compose_fills_in_the_variables_and_what_it_says_is_not_logged()
    {
        Assert.SkipUnless(DockerImages.MissingReason is null, DockerImages.MissingReason ?? "");
        using var rig = new StepRig();
        rig.Git.Write("compose.yaml", """
            x-logging: &logging { driver: json-file, options: { max-size: 10m } }
            services:
              web:
                image: shop/web:${VERSION}
                environment: { PASSWORD: "${PASSWORD}", "8080": "a number", EMPTY: }
                labels: ["traefik.http.routers.web.rule=Host(`shop.example.org`) && PathPrefix(`/`)", "com.example.text=one\ntwo: three"]
                command: ["sh", "-c", "echo '# no comment' && exec serve --port=$$PORT"]
                healthcheck: { test: "wget -q -O /dev/null http://127.0.0.1:8080/ || exit 1", interval: 1m30s }
                logging: *logging
                ports: ["127.0.0.1:8080:8080", "53:53/udp"]
                volumes: ["./data:/data", "cache:/cache"]
            volumes: { cache: }
            """);
        rig.Git.Write(".env", "VERSION=v7\nPASSWORD=s3cret");

        var (configuration, result) = await ReadAsync(rig);

        result.ShouldBe(new StepResult.Succeeded());
        configuration.ShouldNotBeNull().Services["web"].Image.ShouldBe("shop/web:v7");
        configuration.Files.ShouldBe([Path.Combine(rig.Git.Checkout, "data")]);
        configuration.Text.ShouldContain("s3cret", customMessage: "or a change of it would not be seen");
        rig.Log.Text.ShouldNotContain("s3cret");
    }

    [Fact(Timeout = 180_000)]
    public async Task What_compose_cannot_read_is_a_failure_with_its_complaint_in_the_log()
    {
        Assert.SkipUnless(DockerImages.MissingReason is null, DockerImages.MissingReason ?? "");
        using var rig = new StepRig();
        rig.Git.Write("compose.yaml", "services: { web: { imagee: shop } }");

        var (configuration, result) = await ReadAsync(rig);

        configuration.ShouldBeNull();
        result.ShouldBe(new StepResult.Failed("docker compose config exited with 15", 15));
        rig.Log.Text.ShouldContain("Additional property imagee is not allowed");
    }

    private static Task<(ComposeConfiguration? Configuration, StepResult Result)> ReadAsync(StepRig rig)
    {
        var context = rig.Context(rig.Project("branch: main"), null);
        return context.Engine.ConfigurationAsync(context, context.Output, TestContext.Current.CancellationToken);
    }

    private static ComposeConfiguration Parse(string text) => ComposeConfiguration.Parse(text, YamlTree.Parse(text).ShouldBeOfType<YamlValue.Mapping>(), "/srv/shop");
}
