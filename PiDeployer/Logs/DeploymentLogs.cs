using PiDeployer.Values;

namespace PiDeployer.Logs;

/// <summary>Knows where each deployment's own log is, and which of them can still be followed.</summary>
/// <param name="directory">Absolute; holds a folder for each project.</param>
/// <param name="limits">Of one deployment's log.</param>
internal sealed class DeploymentLogs(string directory, LogLimits limits)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, LiveLog> live = new(StringComparer.Ordinal);

    /// <summary>Called when a deployment is accepted: from now on it can be followed, although nothing is written yet.</summary>
    public LiveLog Expect(DeploymentId id)
    {
        lock (gate)
        {
            if (!live.TryGetValue(id.Value, out var log))
                live.Add(id.Value, log = new LiveLog());
            return log;
        }
    }

    /// <summary>Opens a deployment's log, or goes on at its end where another process began it. Dispose it before <see cref="End"/>.</summary>
    /// <param name="keep">How many deployments of the project keep their logs, this one included.</param>
    /// <param name="onFailure">Told once, when the log cannot be written; the deployment goes on without.</param>
    public DeploymentLog Begin(ProjectName project, DeploymentId id, int keep, Action<Exception> onFailure)
    {
        var segments = Segments(project, id);
        Prune(segments.Folder, id, keep);
        return new DeploymentLog(segments, limits, Expect(id), onFailure);
    }

    /// <summary>Called when the deployment's result is known, also when it never began: its followers see the end, and it is forgotten.</summary>
    public void End(DeploymentId id)
    {
        lock (gate)
        {
            if (live.Remove(id.Value, out var log))
                log.End();
        }
    }

    /// <summary>Null when the deployment has ended, or nobody expects it.</summary>
    public LiveLog? Find(DeploymentId id)
    {
        lock (gate)
            return live.GetValueOrDefault(id.Value);
    }

    /// <param name="offset">Where to begin, in bytes of the whole output; beyond its end means at its end.</param>
    /// <exception cref="IOException">The log cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public LogReader Read(ProjectName project, DeploymentId id, long offset) => new(Segments(project, id), limits.SegmentBytes, offset);

    private LogSegments Segments(ProjectName project, DeploymentId id) => new(Path.Combine(directory, project.Value), id);

    /// <summary>Makes room for <paramref name="beginning"/>: the oldest go first, and never one that is followed.</summary>
    /// <remarks>
    /// Ids sort by time, and the one that begins is the newest, so whatever has a later id is from before the clock was set back, and older than all the others. What was
    /// written while the clock was behind and has been put right since counts as old as its id says.
    /// </remarks>
    private void Prune(string folder, DeploymentId beginning, int keep)
    {
        try
        {
            var files = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.log") : [];
            var logs = files.GroupBy(LogSegments.IdOf).Where(log => log.Key is not null && log.Key != beginning.Value);
            var (kept, room) = (1, limits.ProjectBytes - (limits.SegmentBytes * limits.Segments));
            foreach (var log in logs.OrderByDescending(log => Age(log.Key, beginning), StringComparer.Ordinal))
            {
                kept++;
                foreach (var file in log)
                    room -= new FileInfo(file).Length;
                if ((kept > keep || room < 0) && !IsLive(log.Key ?? ""))
                    log.ToList().ForEach(File.Delete);
            }
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            // The next deployment tries again; a folder that can not be written at all is about to be reported.
        }
    }

    /// <summary>Sorts as the logs were written.</summary>
    private static string Age(string? id, DeploymentId newest) => $"{(string.CompareOrdinal(id, newest.Value) > 0 ? 0 : 1)}{id}";

    private bool IsLive(string id)
    {
        lock (gate)
            return live.ContainsKey(id);
    }
}
