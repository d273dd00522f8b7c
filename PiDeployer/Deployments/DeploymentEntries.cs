using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using PiDeployer.Pipelines;
using PiDeployer.Values;

namespace PiDeployer.Deployments;

/// <summary>Puts deployments into writing, and understands what was written; a text that is none of ours gives null.</summary>
internal static class DeploymentEntries
{
    /// <summary>Of a commit's message, in characters; a record is not the place for a whole changelog.</summary>
    private const int LongestMessage = 500;

    /// <summary>In seconds; some thirty years.</summary>
    private const double LongestTime = 1e9;

    public static DeploymentEntry ToEntry(this Deployment deployment, DeploymentState state) => new DeploymentEntry
    {
        Id = deployment.Id.Value,
        Project = deployment.Project.Value,
        State = state.ToName(),
        Trigger = deployment.Trigger.ToName(),
        AcceptedAt = deployment.AcceptedAt,
        Ref = deployment.Ref?.ToString(),
        Commits = deployment.Pushed is { Newest.IsEmpty: false } pushed
            ? [.. pushed.Newest.Select(commit => new CommitEntry(commit.Id.Value, Cut(commit.Author), Cut(commit.Message), commit.Url?.AbsoluteUri))]
            : null,
        CommitCount = deployment.Pushed?.Count,
        Compare = deployment.Pushed?.Compare?.AbsoluteUri,
        Delivery = deployment.Delivery?.Value,
        Origin = deployment.Origin?.Value,
        Resumes = deployment.Resumes?.Value,
        Service = deployment.Update?.Service.Value,
        Image = deployment.Update?.Image?.Value,
        MayStart = deployment.MayStart ? true : null,
        Removes = deployment.Removes ? true : null,
        Parent = deployment.Parent?.Value,
    }.With(deployment.Commit);

    public static DeploymentEntry ToEntry(this Deployment deployment, DeploymentResult result) =>
        deployment.ToEntry(result.State).With(result) with { Success = result.Succeeded, Error = result.Error };

    /// <summary>What is known of it so far.</summary>
    public static DeploymentEntry With(this DeploymentEntry entry, DeploymentResult progress) => entry.With(progress.Commit) with
    {
        StartedAt = progress.StartedAt,
        Duration = Seconds(progress.Duration),
        Error = progress.Error,
        Complaints = progress.Complaints.IsEmpty ? null : progress.Complaints,
        Restored = progress.Restored?.Value,
        Changed = progress.Changed ? null : false,
        Before = ToEntry(progress.Before),
        After = ToEntry(progress.After),
        Refused = progress.Refused ? true : null,
        TakenOverBy = progress.TakenOverBy?.Value,
        Content = progress.Content,
        Stacks = progress.Stacks.IsEmpty ? null : [.. progress.Stacks.Select(stack => new StackEntry(stack.Name.Value, stack.Next?.Id.Value))],
        Steps = progress.Steps.IsEmpty ? null : [.. progress.Steps.Select(step => new StepEntry(step.Name, step.Succeeded, Seconds(step.Duration), step.ExitCode, step.Tail))],
    };

    public static Deployment? ToDeployment(this DeploymentEntry entry) =>
        DeploymentId.TryParse(entry.Id, out var id) && ProjectName.TryParse(entry.Project, out var project) && TryParseTrigger(entry.Trigger) is { } trigger
            ? new Deployment
            {
                Id = id,
                Project = project,
                Trigger = trigger,
                AcceptedAt = entry.AcceptedAt,
                Ref = entry.Ref is null ? null : GitRef.Parse(entry.Ref),
                Commit = entry.ToCommit(),
                Pushed = entry.ToPushed(),
                Delivery = DeliveryId.TryParse(entry.Delivery, out var delivery) ? delivery : null,
                Origin = DeploymentId.TryParse(entry.Origin, out var origin) ? origin : null,
                Resumes = DeploymentId.TryParse(entry.Resumes, out var interrupted) ? interrupted : null,
                Update = ServiceName.TryParse(entry.Service, out var service) ? new ServiceUpdate(service, ImageName.TryParse(entry.Image, out var image) ? image : null) : null,
                MayStart = entry.MayStart == true,
                Removes = entry.Removes == true,
                Parent = DeploymentId.TryParse(entry.Parent, out var parent) ? parent : null,
            }
            : null;

    /// <summary>What <see cref="With(DeploymentEntry, DeploymentResult)"/> wrote.</summary>
    public static DeploymentResult ToResult(this DeploymentEntry entry) => new(DeploymentStates.TryParse(entry.State) ?? DeploymentState.Interrupted)
    {
        StartedAt = entry.StartedAt,
        Duration = TimeSpan.FromSeconds(entry.Duration ?? 0),
        Commit = entry.ToCommit(),
        Before = entry.Before.ToSnapshot(),
        After = entry.After.ToSnapshot(),
        Restored = DeploymentId.TryParse(entry.Restored, out var restored) ? restored : null,
        Changed = entry.Changed ?? true,
        Steps = [.. (entry.Steps ?? []).Select(step => new StepRecord(step.Name, step.Success, TimeSpan.FromSeconds(step.Duration), step.ExitCode, step.Tail ?? ""))],
        Error = entry.Error,
        Complaints = [.. entry.Complaints ?? []],
    };

    public static Snapshot ToSnapshot(this SnapshotEntry? entry) => new(
        CommitId.TryParse(entry?.Commit, out var commit) ? commit : null,
        [.. (entry?.Images ?? []).Select(image => new ServiceImage(image.Service, image.Image, image.Id))]);

    public static byte[] ToUtf8(this DeploymentEntry entry) => JsonSerializer.SerializeToUtf8Bytes(entry, DeploymentJson.Readable.DeploymentEntry);

    public static bool TryParse(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out DeploymentEntry? entry)
    {
        try
        {
            entry = JsonSerializer.Deserialize(utf8, DeploymentJson.Readable.DeploymentEntry);
        }
        catch (JsonException)
        {
            entry = null;
        }

        entry = entry is not null && IsSound(entry) ? entry : null;
        return entry is not null;
    }

    /// <summary>What the JSON alone does not say: that the lists have no holes, and that the numbers are such as we write.</summary>
    private static bool IsSound(DeploymentEntry entry) =>
        entry is { Number: null or < long.MaxValue / 2, Duration: null or (> -LongestTime and < LongestTime) }
        && IsSound(entry.Before) && IsSound(entry.After)
        && (entry.Complaints ?? []).All(complaint => complaint is not null)
        && (entry.Stacks ?? []).All(stack => stack is not null)
        && (entry.Commits ?? []).All(commit => commit is not null)
        && (entry.Steps ?? []).All(step => step is { Duration: > -LongestTime and < LongestTime });

    private static bool IsSound(SnapshotEntry? snapshot) => (snapshot?.Images ?? []).All(image => image is not null);

    private static string ToName(this DeploymentTrigger trigger) => trigger switch
    {
        DeploymentTrigger.Push => "push",
        DeploymentTrigger.Manual => "manual",
        DeploymentTrigger.Rollback => "rollback",
        DeploymentTrigger.Stacks => "stacks",
        DeploymentTrigger.Package => "package",
        DeploymentTrigger.Expiry => "expiry",
        DeploymentTrigger.Schedule => "schedule",
        DeploymentTrigger.Poll => "poll",
        _ => throw new ArgumentOutOfRangeException(nameof(trigger), trigger, null),
    };

    private static DeploymentTrigger? TryParseTrigger(string text) => text switch
    {
        "push" => DeploymentTrigger.Push,
        "manual" => DeploymentTrigger.Manual,
        "rollback" => DeploymentTrigger.Rollback,
        "stacks" => DeploymentTrigger.Stacks,
        "package" => DeploymentTrigger.Package,
        "expiry" => DeploymentTrigger.Expiry,
        "schedule" => DeploymentTrigger.Schedule,
        "poll" => DeploymentTrigger.Poll,
        _ => null,
    };

    private static double Seconds(TimeSpan time) => Math.Round(time.TotalSeconds, 3);

    private static SnapshotEntry? ToEntry(Snapshot snapshot) => snapshot == Snapshot.Nothing
        ? null
        : new SnapshotEntry(
            snapshot.Commit?.Value,
            snapshot.Images.IsEmpty ? null : [.. snapshot.Images.Select(image => new ImageEntry(image.Service, image.Reference, image.Id))]);

    private static DeploymentEntry With(this DeploymentEntry entry, Commit? commit) => commit is null ? entry : entry with
    {
        Commit = commit.Id.Value,
        Author = Cut(commit.Author),
        Message = Cut(commit.Message),
        Url = commit.Url?.AbsoluteUri,
    };

    private static Commit? ToCommit(this DeploymentEntry entry) => ToCommit(entry.Commit, entry.Author, entry.Message, entry.Url);

    private static Commit? ToCommit(string? text, string? author, string? message, string? url) =>
        CommitId.TryParse(text, out var id) ? new Commit(id, author ?? "", message ?? "", ToAddress(url)) : null;

    private static Uri? ToAddress(string? text) => Uri.TryCreate(text, UriKind.Absolute, out var address) ? address : null;

    private static PushedCommits? ToPushed(this DeploymentEntry entry) => entry.CommitCount is { } count
        ? new PushedCommits([.. (entry.Commits ?? []).Select(commit => ToCommit(commit.Commit, commit.Author, commit.Message, commit.Url)).OfType<Commit>()], count, ToAddress(entry.Compare))
        : null;

    private static string Cut(string message) =>
        message.Length <= LongestMessage ? message : message[..(char.IsHighSurrogate(message[LongestMessage - 1]) ? LongestMessage - 1 : LongestMessage)];
}
