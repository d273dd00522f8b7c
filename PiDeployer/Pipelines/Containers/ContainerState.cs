using System.Text.Json;

namespace PiDeployer.Pipelines.Containers;

/// <summary>A container of a project, as its engine tells it.</summary>
/// <param name="Id">Long or short.</param>
/// <param name="Service">Its name in the compose file.</param>
/// <param name="State"><c>created</c>, <c>running</c>, <c>restarting</c>, <c>exited</c>, <c>paused</c>, <c>dead</c>.</param>
/// <param name="Health"><c>healthy</c>, <c>unhealthy</c>, <c>starting</c>; empty when nobody asks it.</param>
/// <param name="ExitCode">Of its last end.</param>
internal sealed record ContainerState(string Id, string Service, string State, string Health, int ExitCode)
{
    private const string OneOff = "com.docker.compose.oneoff=True";

    public bool IsRunning => State == "running";

    /// <summary>A job that is done.</summary>
    public bool HasFinished => State == "exited" && ExitCode == 0;

    /// <summary>It will not get well by itself.</summary>
    /// <remarks>Engines call whatever has ended unhealthy too.</remarks>
    public bool HasFailed => (IsRunning && Health == "unhealthy") || (State is "exited" or "dead" && ExitCode != 0);

    public bool IsWell => HasFinished || (IsRunning && Health is "healthy" or "");

    /// <summary>As people say it: <c>running (unhealthy)</c>, <c>exited with 3</c>.</summary>
    public string Description => State is "exited" or "dead" ? $"{State} with {ExitCode}" : Health.Length > 0 ? $"{State} ({Health})" : State;

    /// <summary>
    /// Reads <c>docker compose ps --format json</c>: an object in each line since Compose 2.21, one array before. Empty when there is no container. What somebody ran once by
    /// hand is left out: it is no part of the service, however it ended.
    /// </summary>
    /// <exception cref="JsonException">It is neither.</exception>
    public static List<ContainerState> Parse(string text)
    {
        var trimmed = text.Trim();
        var states = new List<ContainerState>();
        foreach (var json in trimmed.StartsWith('[') ? [trimmed] : EngineCommand.Lines(trimmed))
            states.AddRange(Json.Read(json, OneOrMore));
        return states;
    }

    private static List<ContainerState> OneOrMore(JsonElement json)
    {
        var states = new List<ContainerState>();
        if (json.ValueKind != JsonValueKind.Array)
        {
            Add(json);
            return states;
        }

        foreach (var container in json.EnumerateArray())
            Add(container);
        return states;

        void Add(JsonElement container)
        {
            if (container.ValueKind != JsonValueKind.Object)
                throw new JsonException("a container is not an object");
            if (!Json.Text(container, "Labels").Contains(OneOff, StringComparison.Ordinal))
                states.Add(Read(container));
        }
    }

    private static ContainerState Read(JsonElement container) => new(
        Json.Text(container, "ID"), Json.Text(container, "Service"), Json.Text(container, "State").ToLowerInvariant(), Json.Text(container, "Health").ToLowerInvariant(),
        Json.In(container, nameof(ExitCode)) is { ValueKind: JsonValueKind.Number } code && code.TryGetInt32(out var number) ? number : 0);
}
