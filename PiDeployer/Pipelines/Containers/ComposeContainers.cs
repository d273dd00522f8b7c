using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using PiDeployer.Projects;

namespace PiDeployer.Pipelines.Containers;

/// <summary>The containers of a project, running or not.</summary>
internal static partial class ComposeContainers
{
    /// <summary>Their ids; none, with the reason, when nobody could say.</summary>
    public static async Task<(string[] Ids, string? Problem)> IdsAsync(StepContext context, CancellationToken cancellationToken)
    {
        if (IsPodman(context))
            return await PodmanIdsAsync(context, cancellationToken);
        var (text, problem) = await EngineCommand.AskAsync(context, EngineCommand.Compose(context.Project, ["ps", "--all", "--quiet"]), cancellationToken);
        return (EngineCommand.Lines(text), problem);
    }

    /// <summary>What the engine knows of each of these containers, a line each, by a template of its own.</summary>
    public static async Task<(string[] Lines, string? Problem)> InspectAsync(StepContext context, IEnumerable<string> ids, string template, CancellationToken cancellationToken)
    {
        var (text, problem) = await EngineCommand.AskAsync(context, EngineCommand.In(context.Project, ["inspect", "--format", template, .. ids]), cancellationToken);
        return (EngineCommand.Lines(text), problem);
    }

    /// <summary>How they are.</summary>
    public static async Task<(List<ContainerState> States, string? Problem)> StatesAsync(StepContext context, CancellationToken cancellationToken)
    {
        if (IsPodman(context))
            return await PodmanStatesAsync(context, cancellationToken);
        var (text, problem) = await EngineCommand.AskAsync(context, EngineCommand.Compose(context.Project, ["ps", "--all", "--format", "json"]), cancellationToken);
        try
        {
            return (ContainerState.Parse(text), problem);
        }
        catch (JsonException e)
        {
            return ([], $"docker compose ps answered what is not understood: {e.Message}");
        }
    }

    /// <summary>podman-compose writes more than what it is asked for; but its containers are labelled as Compose's are. Those that somebody ran once by hand have no label, but names of their own.</summary>
    private static async Task<(string[] Ids, string? Problem)> PodmanIdsAsync(StepContext context, CancellationToken cancellationToken)
    {
        ImmutableArray<string> question = ["ps", "--all", "--no-trunc", "--filter", $"label=com.docker.compose.project={PodmanFiles.ProjectName(context.Project)}", "--format", "{{.ID}} {{.Names}}"];
        var (text, problem) = await EngineCommand.AskAsync(context, EngineCommand.In(context.Project, question), cancellationToken);
        return ([.. EngineCommand.Lines(text).Select(line => line.Split(' ')).Where(words => !OneOff().IsMatch(words[^1])).Select(words => words[0])], problem);
    }

    private static async Task<(List<ContainerState> States, string? Problem)> PodmanStatesAsync(StepContext context, CancellationToken cancellationToken)
    {
        const string Template = """{{.Id}}|{{index .Config.Labels "com.docker.compose.service"}}|{{.State.Status}}|{{if .State.Health}}{{.State.Health.Status}}{{end}}|{{.State.ExitCode}}""";
        var (ids, problem) = await IdsAsync(context, cancellationToken);
        if (ids.Length == 0)
            return ([], problem);
        var (lines, reason) = await InspectAsync(context, ids, Template, cancellationToken);
        var states = new List<ContainerState>();
        foreach (var line in lines)
        {
            if (line.Split('|') is [var id, var service, var state, var health, var code])
                states.Add(new ContainerState(id, service, state, health, int.TryParse(code, out var exit) ? exit : 0));
        }

        return (states, reason);
    }

    private static bool IsPodman(StepContext context) => context.Project.Compose.Engine == ContainerEngine.Podman;

    [GeneratedRegex(@"_tmp[0-9]+\z")]
    private static partial Regex OneOff();
}
