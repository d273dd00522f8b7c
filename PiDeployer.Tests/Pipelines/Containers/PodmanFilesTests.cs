using System.Collections.Immutable;
using PiDeployer.Pipelines;
using PiDeployer.Pipelines.Containers;
using PiDeployer.Projects;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Pipelines.Containers;

public sealed class PodmanFilesTests : IDisposable
{
    private readonly TempDirectory folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Names_of_images_are_filled_in_and_services_of_other_profiles_left_out()
    {
        folder.Write("shop/.env", "TAG=v2\nexport HOST='127.0.0.1:5000'\n");
        folder.Write("shop/compose.yaml", "services: { web: { image: '${HOST}/shop:${TAG:-v1}' }, job: { image: 'job:${JOB:-v1}', pull_policy: never }, own: { build: . }, debug: { image: d, profiles: [debug] } }");

        var services = Read().ShouldNotBeNull().Services;

        services.Keys.ShouldBe(["web", "job", "own"]);
        services["web"].Image.ShouldBe("127.0.0.1:5000/shop:v2");
        (services["job"].Image, services["job"].IsPulled).ShouldBe(("job:v1", false));
        services["own"].IsBuilt.ShouldBeTrue();
        Read("compose_profiles: debug").ShouldNotBeNull().Services.Keys.ShouldContain("debug");
    }

    [Theory]
    [InlineData("services: { web: { image: 'shop:${TAG}' } }", "the image of web: the environment variable TAG is not set")]
    [InlineData("services: [", "the compose file cannot be read: line 2, column ")]
    [InlineData("- services", "it must be a mapping with the key 'services'")]
    [InlineData(null, "there is no compose file in ")]
    public void What_cannot_be_read_is_said(string? text, string problem)
    {
        Directory.CreateDirectory(folder.File("shop"));
        if (text is not null)
            folder.Write("shop/compose.yaml", text);

        PodmanFiles.Read(Project("")).Result.ShouldBeOfType<StepResult.Failed>().Reason.ShouldContain(problem);
    }

    [Fact]
    public void Only_one_of_the_files_that_are_found_counts_and_what_is_to_go_over_it()
    {
        foreach (var name in new[] { "podman-compose.yml", "docker-compose.yml", "docker-compose.override.yml" })
            folder.Write($"shop/{name}", "services: {}");
        Files("").ShouldBe(["podman-compose.yml"]);

        folder.Write("shop/compose.yaml", "services: { web: { image: a, command: x }, db: { image: b } }");
        folder.Write("shop/compose.override.yaml", "services: { web: { image: c } }");
        Files("").ShouldBe(["compose.yaml", "compose.override.yaml"]);
        Read().ShouldNotBeNull().Services.Select(service => service.Value.Image).ShouldBe(["c", "b"], ignoreOrder: true);

        Files("compose_files: docker-compose.yml").ShouldBe(["docker-compose.yml"]);
    }

    [Theory]
    [InlineData("", "", "myshop_1-a")]
    [InlineData("name: given", "", "given")]
    [InlineData("name: given", "compose_project: said", "said")]
    [InlineData("services: [", "", "myshop_1-a")]
    public void Its_name_is_said_or_its_folder_s(string text, string fields, string name)
    {
        folder.Write("My Shop_1-a.Ä/compose.yaml", text);
        var project = ProjectsYaml.Project($"projects: [{{ name: shop, path: '{folder.File("My Shop_1-a.Ä")}', deploy_mode: compose-update, engine: podman, {fields} }}]");

        PodmanFiles.ProjectName(project).ShouldBe(name);
        Engines.Of(project).Compose(["up"]).ToString().ShouldBe($"podman-compose --file=compose.yaml --project-name={name} up");
    }

    private ComposeConfiguration? Read(string fields = "") => PodmanFiles.Read(Project(fields)).Configuration;

    private ImmutableArray<string> Files(string fields) => PodmanFiles.Named(Project(fields)).Files;

    private Project Project(string fields) => ProjectsYaml.Project($"projects: [{{ name: shop, path: '{folder.File("shop")}', deploy_mode: compose-update, engine: podman, {fields} }}]");
}
