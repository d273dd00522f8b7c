using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PiDeployer.Deployments;

/// <summary>
/// A deployment in writing: a file while it is in flight, a line of the history afterwards, and the answer to whoever asks for it. <see cref="DeploymentEntries"/>
/// turns it into what the program works with, and back.
/// </summary>
internal sealed record DeploymentEntry
{
    /// <summary>Counts all endings on this machine, so that their order does not depend on the clock; null while it is in flight.</summary>
    public long? Number { get; init; }

    public required string Id { get; init; }

    public required string Project { get; init; }

    public required string State { get; init; }

    public required string Trigger { get; init; }

    public required DateTimeOffset AcceptedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>The one that runs; null when none does, and in what is written down.</summary>
    public string? Step { get; init; }

    /// <summary>In seconds.</summary>
    public double? Duration { get; init; }

    public bool? Success { get; init; }

    public string? Error { get; init; }

    /// <summary>The parts of <see cref="Error"/> that are not for everybody.</summary>
    public IReadOnlyList<string>? Complaints { get; init; }

    public string? Ref { get; init; }

    public string? Commit { get; init; }

    public string? Author { get; init; }

    public string? Message { get; init; }

    public string? Url { get; init; }

    /// <summary>What the push brought, the newest of it; this and the next two are null when nobody told.</summary>
    public IReadOnlyList<CommitEntry>? Commits { get; init; }

    /// <summary>Of all that it brought.</summary>
    public int? CommitCount { get; init; }

    public string? Compare { get; init; }

    public string? Delivery { get; init; }

    public string? Origin { get; init; }

    public string? Resumes { get; init; }

    /// <summary>The one that was meant; null for all of the project.</summary>
    public string? Service { get; init; }

    /// <summary>What the service was to run; null when nobody said.</summary>
    public string? Image { get; init; }

    public bool? MayStart { get; init; }

    /// <summary>True when it took a branch's environment away; null as a rule.</summary>
    public bool? Removes { get; init; }

    public string? Parent { get; init; }

    /// <summary>True when nothing ran that could be updated; null as a rule.</summary>
    public bool? Refused { get; init; }

    public string? TakenOverBy { get; init; }

    public string? Content { get; init; }

    public IReadOnlyList<StackEntry>? Stacks { get; init; }

    public string? Restored { get; init; }

    /// <summary>False when it changed nothing; null as a rule.</summary>
    public bool? Changed { get; init; }

    public SnapshotEntry? Before { get; init; }

    public SnapshotEntry? After { get; init; }

    public IReadOnlyList<StepEntry>? Steps { get; init; }
}

internal sealed record CommitEntry(string Commit, string? Author, string? Message, string? Url);

internal sealed record SnapshotEntry(string? Commit, IReadOnlyList<ImageEntry>? Images);

internal sealed record ImageEntry(string Service, string Image, string Id);

/// <param name="Id">Its deployment; null when it had not changed.</param>
internal sealed record StackEntry(string Stack, string? Id);

/// <param name="Duration">In seconds.</param>
internal sealed record StepEntry(string Name, bool Success, double Duration, int? ExitCode, string? Tail);

/// <param name="Next">To be given as <c>before</c> for the page after this one; null when this is the last.</param>
internal sealed record DeploymentPage(IReadOnlyList<DeploymentEntry> Deployments, long? Next);

/// <summary>Snake case, nulls left out, letters of every script as they are.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(DeploymentPage))]
internal sealed partial class DeploymentJson : JsonSerializerContext
{
    public static DeploymentJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectNullableAnnotations = true, // What has a null where none belongs is as much rubbish as what has nothing there.
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
