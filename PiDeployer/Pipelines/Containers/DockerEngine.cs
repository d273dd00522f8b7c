using System.Collections.Immutable;
using PiDeployer.Processes;
using PiDeployer.Projects;

namespace PiDeployer.Pipelines.Containers;

/// <summary><c>docker</c>, with compose as its plugin.</summary>
internal sealed class DockerEngine(Project project) : IContainerEngine
{
    public string Name => "Docker";

    public ImmutableArray<string> Logs => ["logs", "--no-color"];

    public string NameSeparator => "-";

    /// <summary>Compose replaces those whose image or settings are others.</summary>
    public bool ReplacesAll => false;

    public bool MindsItsContainers => true;

    public bool TellsAll => true;

    public Command In(ImmutableArray<string> arguments) => EngineCommand.In(project, "docker", arguments);

    public Command Compose(ImmutableArray<string> arguments) => In(["compose", .. EngineCommand.Options(project.Compose), .. arguments]);

    public ImmutableArray<string> Up(ImagesForUp images) => images switch
    {
        ImagesForUp.AsTheyAre => ["up", "-d", "--no-build", "--pull", "never"],
        _ when project.Compose.Builds == false => ["up", "-d", "--no-build"],
        ImagesForUp.Built => ["up", "-d", "--build"],
        _ => ["up", "-d"],
    };

    public string Removal(string name) => $"docker compose --project-name {name} down";

    public async Task<(StepResult Asked, bool Runs)> RunsAsync(StepContext context, CancellationToken cancellationToken)
    {
        var services = new CapturedOutput();
        var asked = await EngineCommand.RunAsync(context, Compose(["ps", "--status=running", "--services"]), context.Limits.Status, services, cancellationToken);
        return (asked, services.Text.Length > 0);
    }

    public Task<(ComposeConfiguration? Configuration, StepResult Result)> ConfigurationAsync(StepContext context, StepOutput? log, CancellationToken cancellationToken) =>
        DockerConfiguration.ReadAsync(context, Compose(["config"]), log, cancellationToken);

    public Task<StepResult> PullAsync(StepContext context, string? service, CancellationToken cancellationToken)
    {
        ImmutableArray<string> which = service is not null ? [service] : context.Configuration?.Builds == true && project.Compose.Builds != false ? ["--ignore-buildable"] : [];
        return EngineCommand.RunAsync(context, Compose(["pull", .. which]), context.Limits.Pull, cancellationToken);
    }

    public async Task<(string[] Ids, string? Problem)> IdsAsync(StepContext context, CancellationToken cancellationToken)
    {
        var (text, problem) = await EngineCommand.AskAsync(context, Compose(["ps", "--all", "--quiet"]), cancellationToken);
        return (EngineCommand.Lines(text), problem);
    }

    /// <summary>Its daemon asks them.</summary>
    public Task AskHealthAsync(StepContext context, IEnumerable<Container> containers, CancellationToken cancellationToken) => Task.CompletedTask;
}
