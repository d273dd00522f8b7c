using System.Collections.Immutable;
using PiDeployer.Logs;
using PiDeployer.Values;

namespace PiDeployer.Deployments;

/// <summary>
/// The deployments that have not ended, durable: a file for each, in the folder of its state. A change of state is a move from one folder to another, which happens at
/// once or not at all, and needs no room on a full disk.
/// </summary>
/// <param name="directory">Holds the folders <c>waiting</c>, <c>running</c>, <c>rolling_back</c>, <c>restarting</c>, <c>cancelling</c>.</param>
internal sealed partial class InFlightFolder(string directory, TimeProvider clock, ILogger<InFlightFolder> logger)
{
    /// <exception cref="IOException">It cannot be written, and so is not there.</exception>
    public void Add(DeploymentEntry entry, DeploymentState state) => DurableFile.Write(PathOf(entry.Id, state), entry.ToUtf8());

    /// <summary>The file's time says since when it is in this state.</summary>
    /// <exception cref="IOException">It is still in the state that it was in.</exception>
    public void Move(DeploymentId id, DeploymentState from, DeploymentState to)
    {
        File.SetLastWriteTimeUtc(PathOf(id.Value, from), clock.GetUtcNow().UtcDateTime);
        DurableFile.Move(PathOf(id.Value, from), PathOf(id.Value, to));
    }

    /// <summary>It has ended, and that is recorded. Should this be lost, the record shows that it was left behind.</summary>
    public void Remove(DeploymentId id) => Remove(id, DeploymentStates.InFlight);

    public void Remove(DeploymentId id, params ImmutableArray<DeploymentState> states)
    {
        foreach (var state in states)
            Delete(PathOf(id.Value, state));
    }

    /// <summary>
    /// All of them, the oldest first, each in the state of its folder; one that was on its way from one folder to the next when the power went has reached it. What
    /// cannot be understood is put aside under another name.
    /// </summary>
    /// <exception cref="IOException">The folders cannot be made or read.</exception>
    /// <exception cref="UnauthorizedAccessException">They may not be.</exception>
    public IReadOnlyList<DeploymentEntry> Load()
    {
        var found = new Dictionary<string, DeploymentEntry>(StringComparer.Ordinal);
        foreach (var state in DeploymentStates.InFlight)
        {
            DurableFile.CreateDirectory(FolderOf(state));
            RemoveUnfinished(state);
        }

        foreach (var state in DeploymentStates.InFlight)
        {
            foreach (var entry in Read(state))
                found[entry.Id] = entry;
        }

        List<DeploymentEntry> all = [.. found.Values];
        all.Sort((one, other) => one.AcceptedAt.CompareTo(other.AcceptedAt));
        return all;
    }

    private IEnumerable<DeploymentEntry> Read(DeploymentState state)
    {
        foreach (var path in Directory.GetFiles(FolderOf(state), "*.json"))
        {
            if (TryRead(path, out var problem) is { } entry)
            {
                yield return entry with { State = state.ToName(), StartedAt = entry.StartedAt ?? (state == DeploymentState.Waiting ? null : File.GetLastWriteTime(path)) };
                continue;
            }

            File.Move(path, $"{path}.unreadable", overwrite: true);
            Log.Unreadable(logger, path, problem);
        }
    }

    private static DeploymentEntry? TryRead(string path, out string problem)
    {
        problem = "it is not what was written there; was the disk damaged?";
        try
        {
            LogFile.Check(path);
            return DeploymentEntries.TryParse(File.ReadAllBytes(path), out var entry) && $"{entry.Id}.json" == Path.GetFileName(path) && entry.ToDeployment() is not null ? entry : null;
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            problem = e.Message.TrimEnd('.');
            return null;
        }
    }

    /// <summary>What a killed process was about to add: nobody was told that it was accepted.</summary>
    private void RemoveUnfinished(DeploymentState state)
    {
        foreach (var path in Directory.GetFiles(FolderOf(state), $"*{DurableFile.Unfinished}"))
            Delete(path);
    }

    private void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            Log.NotRemoved(logger, path, e.Message.TrimEnd('.'));
        }
    }

    private string FolderOf(DeploymentState state) => Path.Combine(directory, state.ToName());

    private string PathOf(string id, DeploymentState state) => Path.Combine(FolderOf(state), $"{id}.json");

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "{Path} could not be removed: {Reason}. The next start does it.")]
        public static partial void NotRemoved(ILogger logger, string path, string reason);

        [LoggerMessage(LogLevel.Error, "{Path} is no record of a deployment: {Reason}. It was renamed to end in .unreadable, and that deployment is lost unless somebody pushes again.")]
        public static partial void Unreadable(ILogger logger, string path, string reason);
    }
}
