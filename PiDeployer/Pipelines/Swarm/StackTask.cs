using System.Text.Json;

namespace PiDeployer.Pipelines.Swarm;

/// <summary>One container of a service, or what is to become one, or what was.</summary>
/// <param name="Id">Of the task; one that takes its place has another.</param>
/// <param name="Service">As the compose file calls it.</param>
/// <param name="Slot">Its number, or its node's id where every node has one.</param>
/// <param name="Image">With its digest where that is known.</param>
/// <param name="Node">The node's name; empty as long as it has none.</param>
/// <param name="Wanted">What Swarm wants of it: <c>running</c>, <c>ready</c>, <c>shutdown</c>, <c>complete</c>.</param>
/// <param name="State">What it is: <c>pending</c>, <c>preparing</c>, <c>starting</c>, <c>running</c>, <c>failed</c>, <c>rejected</c>, <c>complete</c>, …</param>
/// <param name="Error">In Swarm's words; empty when there is none.</param>
internal sealed record StackTask(string Id, string Service, string Slot, string Image, string Node, string Wanted, string State, string Error)
{
    public bool IsRunning => IsWanted && State == "running";

    /// <summary>Whether it is, or is to be, one of those that the service has.</summary>
    public bool IsWanted => Wanted is "running" or "ready";

    /// <summary>By itself; what Swarm ended has not.</summary>
    public bool HasFailed => State is "failed" or "rejected";

    /// <summary>Whether it failed while Swarm judged an update: it may be of the version before, and whatever it is of, Swarm has counted it.</summary>
    public bool WasJudged { get; init; }

    /// <summary>As people say it: <c>failed on pi2: task: non-zero exit (3)</c>.</summary>
    public string Description => $"{State}{(Node.Length > 0 ? $" on {Node}" : "")}{(Error.Length > 0 ? $": {Error}" : "")}";

    /// <summary>Reads a line of <c>docker service ps --no-trunc --format '{{json .}}'</c>.</summary>
    /// <param name="text">One object.</param>
    /// <param name="stack">The stack's name.</param>
    /// <exception cref="JsonException">It is none.</exception>
    public static StackTask Parse(string text, string stack) => Json.Read(text, task => Read(task, stack));

    private static StackTask Read(JsonElement task, string stack)
    {
        var prefix = $"{stack}_";
        var name = Json.Text(task, "Name").TrimStart(' ', '\\', '_'); // Older clients draw a line from a task to the one before it.
        if (!name.StartsWith(prefix, StringComparison.Ordinal) || name.LastIndexOf('.') is not (> 0 and var dot))
            throw new JsonException($"'{name}' is no task of {stack}");
        return new StackTask(
            Json.Text(task, "ID"), name[prefix.Length..dot], name[(dot + 1)..], Json.Text(task, "Image"), Json.Text(task, "Node"),
            Json.Text(task, "DesiredState").ToLowerInvariant(), Json.Text(task, "CurrentState").Split(' ')[0].ToLowerInvariant(), Json.Text(task, "Error").Trim('"'));
    }
}
