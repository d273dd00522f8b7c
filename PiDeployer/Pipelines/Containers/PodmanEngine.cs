using System.Collections.Immutable;
using PiDeployer.Processes;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Pipelines.Containers;

/// <summary>
/// <c>podman</c>, with podman-compose as a program of its own. That says that all is well also when nothing is, and prints more than what it is asked for; so it is only told
/// what to do, and podman itself is asked.
/// </summary>
internal sealed class PodmanEngine(Project project) : IContainerEngine
{
    public string Name => "Podman";

    public ImmutableArray<string> Logs => ["logs"];

    public string NameSeparator => "_";

    public bool ReplacesAll => true;

    public bool MindsItsContainers => false;

    /// <summary>What podman-compose makes of its files, it does not say.</summary>
    public bool TellsAll => false;

    public Command In(ImmutableArray<string> arguments) => EngineCommand.In(project, "podman", arguments);

    public Command Compose(ImmutableArray<string> arguments) => EngineCommand.In(project, "podman-compose", [.. EngineCommand.Options(PodmanFiles.Named(project)), .. arguments]);

    /// <summary>podman-compose keeps what runs, whatever its image or its file say by now.</summary>
    public ImmutableArray<string> Up(ImagesForUp images) => ["up", "-d", images == ImagesForUp.Built && project.Compose.Builds != false ? "--build" : "--no-build", "--force-recreate"];

    public string Removal(string name) => $"podman rm --force $(podman ps --all --quiet --filter label=com.docker.compose.project={name})";

    public async Task<(StepResult Asked, bool Runs)> RunsAsync(StepContext context, CancellationToken cancellationToken)
    {
        var (containers, problem) = await ProjectContainers.FindAsync(context, cancellationToken);
        foreach (var container in containers)
            context.Output.WriteLine($"{container.Service} is {container.Description}");
        return cancellationToken.IsCancellationRequested ? (new StepResult.Stopped(), false)
            : problem is not null ? (new StepResult.Failed(problem), false)
            : (new StepResult.Succeeded(), containers.Exists(container => container.IsRunning));
    }

    public Task<(ComposeConfiguration? Configuration, StepResult Result)> ConfigurationAsync(StepContext context, StepOutput? log, CancellationToken cancellationToken) =>
        Task.FromResult(PodmanFiles.Read(project));

    public async Task<StepResult> PullAsync(StepContext context, string? service, CancellationToken cancellationToken)
    {
        foreach (var image in context.Configuration is { } configuration ? ImagesOf(configuration, service) : [])
        {
            if (!ImageName.TryParse(image, out var name))
                return new StepResult.Failed($"'{image}' is not the name of an image");
            var pulled = await EngineCommand.RunAsync(context, In(["pull", name.Value]), context.Limits.Pull, cancellationToken);
            if (pulled is not StepResult.Succeeded)
                return pulled;
        }

        return new StepResult.Succeeded();
    }

    public Task<(string[] Ids, string? Problem)> IdsAsync(StepContext context, CancellationToken cancellationToken) => PodmanContainers.IdsAsync(context, cancellationToken);

    public Task AskHealthAsync(StepContext context, IEnumerable<Container> containers, CancellationToken cancellationToken) => PodmanHealth.AskAsync(context, containers, cancellationToken);

    /// <summary>Those under <c>localhost/</c> are in no registry.</summary>
    private IEnumerable<string?> ImagesOf(ComposeConfiguration configuration, string? service)
    {
        ComposeService[] services = service is null ? [.. configuration.Services.Values] : [configuration.Services[service]];
        return services.Where(one => one is { IsPulled: true, Image: not null } && (!one.IsBuilt || project.Compose.Builds == false) && !one.Image.StartsWith("localhost/", StringComparison.Ordinal)).Select(one => one.Image).Distinct();
    }
}
