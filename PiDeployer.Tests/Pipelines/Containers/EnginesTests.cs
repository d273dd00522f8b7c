using PiDeployer.Pipelines.Containers;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Pipelines.Containers;

public sealed class EnginesTests
{
    [Theory]
    [InlineData("docker", nameof(ImagesForUp.AsNeeded), "up -d")]
    [InlineData("docker", nameof(ImagesForUp.AsTheyAre), "up -d --no-build --pull never")]
    [InlineData("docker", nameof(ImagesForUp.Built), "up -d --build")]
    [InlineData("podman", nameof(ImagesForUp.AsNeeded), "up -d --no-build --force-recreate")]
    [InlineData("podman", nameof(ImagesForUp.AsTheyAre), "up -d --no-build --force-recreate")]
    [InlineData("podman", nameof(ImagesForUp.Built), "up -d --build --force-recreate")]
    public void Each_has_words_of_its_own_for_up(string engine, string images, string words) =>
        string.Join(' ', Engine(engine).Up(Enum.Parse<ImagesForUp>(images))).ShouldBe(words);

    [Theory]
    [InlineData("docker", nameof(ImagesForUp.AsNeeded), "up -d --no-build")]
    [InlineData("docker", nameof(ImagesForUp.AsTheyAre), "up -d --no-build --pull never")]
    [InlineData("docker", nameof(ImagesForUp.Built), "up -d --no-build")]
    [InlineData("podman", nameof(ImagesForUp.Built), "up -d --no-build --force-recreate")]
    public void Where_nothing_is_to_be_built_none_of_them_builds(string engine, string images, string words) =>
        string.Join(' ', Engine(engine, ", build: false").Up(Enum.Parse<ImagesForUp>(images))).ShouldBe(words);

    [Theory]
    [InlineData("docker", "docker compose --project-name gone down")]
    [InlineData("podman", "podman rm --force $(podman ps --all --quiet --filter label=com.docker.compose.project=gone)")]
    public void Each_has_a_way_of_its_own_to_remove_what_is_left(string engine, string command) => Engine(engine).Removal("gone").ShouldBe(command);

    [Theory]
    [InlineData("docker", "docker ps")]
    [InlineData("podman", "podman ps")]
    public void Each_is_a_program_of_its_own(string engine, string command) => Engine(engine).In(["ps"]).ToString().ShouldBe(command);

    private static IContainerEngine Engine(string name, string more = "") =>
        Engines.Of(ProjectsYaml.Project($"projects: [{{ name: shop, path: /srv/shop, deploy_mode: compose-update, engine: {name}{more} }}]"));
}
