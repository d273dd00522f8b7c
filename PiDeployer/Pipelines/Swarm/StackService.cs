using System.Text.Json;

namespace PiDeployer.Pipelines.Swarm;

/// <summary>A service of a stack, as Swarm's managers know it.</summary>
/// <param name="Name">As the compose file calls it, without the stack's name.</param>
/// <param name="Reference">What the compose file calls the image: <c>shop:latest</c>, without the digest that a rollback has given it.</param>
/// <param name="Image">What it was made of that: with <c>@sha256:…</c> where the registry could be asked.</param>
internal sealed record StackService(string Name, string Reference, string Image)
{
    public StackServiceMode Mode { get; init; }

    /// <summary>How many tasks it wants at a time; null where the nodes or the job decide.</summary>
    public long? Replicas { get; init; }

    /// <summary>Of a job, the tasks that are done and that it has altogether, as they are counted since it was deployed last; null where Docker does not say.</summary>
    public (int Done, int All)? Completed { get; init; }

    /// <summary><c>any</c>, <c>on-failure</c> or <c>none</c>: after which end of a task another is begun.</summary>
    public string RestartsAfter { get; init; } = "any";

    /// <summary><c>pause</c>, <c>continue</c> or <c>rollback</c>: what Swarm does when an update goes wrong.</summary>
    public string OnFailedUpdate { get; init; } = "pause";

    /// <summary>The last change of it; null where Swarm had none to make.</summary>
    public StackUpdate? Update { get; init; }

    /// <summary>Whether a task that ended well has done all that it was for.</summary>
    public bool MayEnd => RestartsAfter is "none" or "on-failure";

    /// <summary>Whether an update of it goes on and Swarm will say what comes of it.</summary>
    public bool IsJudged => Update is { GoesOn: true } && OnFailedUpdate != "continue";

    public bool IsJob => Mode is StackServiceMode.ReplicatedJob or StackServiceMode.GlobalJob;

    /// <summary>Reads what <c>docker service inspect --format '{{json .}}'</c> says of one.</summary>
    /// <param name="text">One object.</param>
    /// <param name="stack">The stack's name.</param>
    /// <param name="replicas">By the ids' beginnings, what <c>docker service ls</c> says of their tasks: <c>1/2</c>, <c>0/1 (3/5 completed)</c>.</param>
    /// <exception cref="JsonException">It is none.</exception>
    public static StackService Parse(string text, string stack, IReadOnlyDictionary<string, string> replicas) => Json.Read(text, service => Read(service, stack, replicas));

    private static StackService Read(JsonElement service, string stack, IReadOnlyDictionary<string, string> replicas)
    {
        var prefix = $"{stack}_";
        var (spec, template) = (Json.In(service, "Spec"), Json.In(service, "Spec", "TaskTemplate"));
        var (id, name) = (Json.Text(service, "ID"), Json.Text(spec, "Name"));
        if (id.Length == 0 || !name.StartsWith(prefix, StringComparison.Ordinal))
            throw new JsonException($"'{name}' is no service of {stack}");
        var image = Json.Text(Json.In(template, "ContainerSpec"), "Image");
        var reference = Json.Text(Json.In(spec, "Labels"), "com.docker.stack.image");
        return new StackService(name[prefix.Length..], (reference.Length > 0 ? reference : image).Split('@')[0], image)
        {
            Mode = ModeOf(Json.In(spec, "Mode")),
            Replicas = Json.In(spec, "Mode", "Replicated", "Replicas") is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var count) ? count : null,
            Completed = replicas.Keys.FirstOrDefault(key => id.StartsWith(key, StringComparison.Ordinal)) is { } shortId ? ParseCompleted(replicas[shortId]) : null,
            RestartsAfter = Json.Text(Json.In(template, "RestartPolicy"), "Condition") is { Length: > 0 } condition ? condition : "any",
            OnFailedUpdate = Json.Text(Json.In(spec, "UpdateConfig"), "FailureAction") is { Length: > 0 } action ? action : "pause",
            Update = Json.In(service, "UpdateStatus") is { ValueKind: JsonValueKind.Object } update
                ? new StackUpdate(Json.Text(update, "State"), Json.Text(update, "StartedAt"), Json.Text(update, "Message"))
                : null,
        };
    }

    private static StackServiceMode ModeOf(JsonElement mode) =>
        Json.Has(mode, "Global") ? StackServiceMode.Global
        : Json.Has(mode, "ReplicatedJob") ? StackServiceMode.ReplicatedJob
        : Json.Has(mode, "GlobalJob") ? StackServiceMode.GlobalJob
        : StackServiceMode.Replicated;

    /// <summary>Nobody but the list of services counts those of the last time alone.</summary>
    private static (int Done, int All)? ParseCompleted(string text) =>
        text.Split('(', ' ', '/') is [.., var done, var all, "completed)"] && int.TryParse(done, out var some) && int.TryParse(all, out var total) ? (some, total) : null;
}

/// <summary>How a service's tasks are counted.</summary>
internal enum StackServiceMode
{
    Replicated,

    /// <summary>One on each node that can have it.</summary>
    Global,

    /// <summary>So many that end.</summary>
    ReplicatedJob,

    /// <summary>One that ends on each node that can have it.</summary>
    GlobalJob,
}

/// <param name="State"><c>updating</c>, <c>paused</c>, <c>completed</c>, <c>rollback_started</c>, <c>rollback_paused</c>, <c>rollback_completed</c>.</param>
/// <param name="StartedAt">Tells it from another one.</param>
/// <param name="Message">Swarm's own words.</param>
internal sealed record StackUpdate(string State, string StartedAt, string Message)
{
    /// <summary>Whether Swarm is at it still.</summary>
    public bool GoesOn => State is "updating" or "rollback_started";
}
