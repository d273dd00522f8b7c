using PiDeployer.Projects;

namespace PiDeployer.Pipelines.Containers;

/// <summary>The only place that asks which engine it is.</summary>
internal static class Engines
{
    public static IContainerEngine Of(Project project) => project.Compose.Engine switch
    {
        ContainerEngine.Docker => new DockerEngine(project),
        ContainerEngine.Podman => new PodmanEngine(project),
        var unknown => throw new InvalidOperationException($"{unknown} is no engine."),
    };
}
