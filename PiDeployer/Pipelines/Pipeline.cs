using System.Collections.Immutable;
using PiDeployer.Pipelines.Steps;
using PiDeployer.Projects;

namespace PiDeployer.Pipelines;

/// <summary>Which steps a project's deployment has, in their order.</summary>
internal static class Pipeline
{
    private static readonly GitPull GitPull = new();
    private static readonly RunScript RunScript = new();

    public static ImmutableArray<IStep> StepsOf(Project project)
    {
        ImmutableArray<IStep> steps = project switch
        {
            { Mode: DeployMode.ScriptOnly } => [RunScript],
            { Script: not null } => [GitPull, RunScript],
            { Mode: DeployMode.DockerCompose } => [GitPull, Compose.Down, Compose.Up],
            { Mode: DeployMode.Systemd } => [GitPull, new RestartUnit()],
            { Mode: DeployMode.PullOnly } => [GitPull],
            _ => throw new InvalidOperationException($"{project.Mode} has no steps."),
        };
        return project.HealthCheck is { } settings ? steps.Add(new CheckHealth(settings)) : steps;
    }
}
