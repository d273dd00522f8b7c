using System.Collections.Immutable;
using System.Text.Json;
using PiDeployer.Pipelines.Containers;

namespace PiDeployer.Pipelines.Swarm;

/// <summary>A stack at one moment.</summary>
/// <param name="Services">All that it has.</param>
/// <param name="Tasks">Of all of them, those of one slot together and the newest first; of those that ended only as many as Swarm remembers.</param>
internal sealed record StackState(ImmutableArray<StackService> Services, ImmutableArray<StackTask> Tasks)
{
    public static StackState Empty { get; } = new([], []);

    /// <summary>Asks a manager. Without services there is no such stack.</summary>
    /// <returns>Null, with the reason, when nobody could say; without a reason when it was stopped.</returns>
    public static async Task<(StackState? State, string? Problem)> ReadAsync(StepContext context, CancellationToken cancellationToken)
    {
        var stack = context.StackName;
        var (list, problem) = await AskAsync(["service", "ls", "--filter", $"label=com.docker.stack.namespace={stack}", "--format", "{{.ID}} {{.Replicas}}"]);
        if (problem is not null || cancellationToken.IsCancellationRequested)
            return (null, problem);
        var replicas = list.Select(line => line.Split(' ', 2)).ToDictionary(words => words[0], words => words[^1], StringComparer.Ordinal);
        if (replicas.Count == 0)
            return (Empty, null);

        var (services, unknown) = await AskAsync(["service", "inspect", "--format", "{{json .}}", .. replicas.Keys]);
        var (tasks, lost) = await AskAsync(["service", "ps", "--no-trunc", "--format", "{{json .}}", .. replicas.Keys]);
        if ((unknown ?? lost) is not null || cancellationToken.IsCancellationRequested)
            return (null, unknown ?? lost);
        try
        {
            var parsed = services.Select(service => StackService.Parse(service, stack, replicas)).OrderBy(service => service.Name, StringComparer.Ordinal);
            return (new StackState([.. parsed], [.. tasks.Select(task => StackTask.Parse(task, stack))]), null);
        }
        catch (JsonException e)
        {
            return (null, $"docker answered of its services what is not understood: {e.Message}");
        }

        async Task<(string[] Lines, string? Problem)> AskAsync(ImmutableArray<string> question)
        {
            var (text, trouble) = await EngineCommand.AskAsync(context, context.Engine.In(question), cancellationToken);
            return (EngineCommand.Lines(text), trouble);
        }
    }
}
