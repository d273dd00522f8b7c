using PiDeployer.Pipelines.Containers;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Pipelines.Containers;

public sealed class EngineCommandTests : IDisposable
{
    private readonly TempDirectory folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_a_project_says_of_compose_stands_before_the_command() => Command("compose_files: [a.yaml, b.yaml], compose_env_files: prod.env, compose_profiles: [gpu, '*'], compose_project: shop-1, deploy_mode: docker-compose, repo: ann/shop")
        .ToString().ShouldBe("docker compose --file=a.yaml --file=b.yaml --env-file=prod.env --profile=gpu --profile=* --project-name=shop-1 ps");

    [Fact]
    public void Without_it_there_is_nothing() => Command("deploy_mode: compose-update").ToString().ShouldBe("docker compose ps");

    [Theory]
    [InlineData("compose-update", ".docker/config.json", true)]
    [InlineData("compose-update", ".docker/other.json", false)]
    [InlineData("docker-compose", ".docker/config.json", false)]
    public void A_stack_s_own_logins_count_there_and_nowhere_else(string mode, string file, bool counts)
    {
        folder.Write(file, "{}");

        var command = Command($"deploy_mode: {mode}, repo: ann/shop");

        command.WorkingDirectory.ShouldBe(folder.Path);
        command.Environment.GetValueOrDefault("DOCKER_CONFIG").ShouldBe(counts ? folder.File(".docker") : null);
        command.Environment.GetValueOrDefault("REGISTRY_AUTH_FILE").ShouldBe(counts ? folder.File(".docker/config.json") : null);
    }

    private PiDeployer.Processes.Command Command(string fields) => EngineCommand.Compose(ProjectsYaml.Project($"projects: [{{ name: shop, path: '{folder.Path}', {fields} }}]"), ["ps"]);
}
