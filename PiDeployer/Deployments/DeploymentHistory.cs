using System.Collections.Concurrent;
using System.Text;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Deployments;

/// <summary>
/// Every deployment that has ended, durable, one file for each project in <c>STATE_DIR/history</c>. What cannot be written for the moment is kept and tried again with
/// the next one, so that a full disk forgets nothing while the program runs.
/// </summary>
internal sealed partial class DeploymentHistory(string directory, LiveCatalog catalog, ILogger<DeploymentHistory> logger)
{
    private readonly Lock gate = new();
    private readonly Dictionary<ProjectName, HistoryFile> files = [];

    /// <summary>Looked at by everybody, also while the disk is written to.</summary>
    private readonly ConcurrentDictionary<ProjectName, DeploymentEntry?> latest = new();
    private readonly RecentDeployments recent = new();
    private readonly HashSet<string> spoiled = new(StringComparer.Ordinal);

    /// <summary>The oldest first.</summary>
    private readonly List<DeploymentEntry> unwritten = [];
    private long? lastNumber;

    /// <summary>Adds a deployment that has ended. <see cref="IsWritten"/> tells whether the disk has it.</summary>
    public void Append(Deployment deployment, DeploymentResult result)
    {
        lock (gate)
        {
            lastNumber ??= HighestNumber();
            var entry = deployment.ToEntry(result) with { Number = ++lastNumber };
            unwritten.Add(entry);
            if (entry.StartedAt is not null)
            {
                latest[deployment.Project] = WithoutOutput(entry);
                recent.Add(deployment.Project, entry);
            }

            WriteAll();
        }
    }

    /// <summary>Tries once more to write what could not be written.</summary>
    public void Flush()
    {
        lock (gate)
            WriteAll();
    }

    /// <summary>False while this process alone knows how it ended.</summary>
    public bool IsWritten(DeploymentId id)
    {
        lock (gate)
            return !unwritten.Exists(entry => entry.Id == id.Value);
    }

    /// <summary>Whether it has ended, also when it is so long ago that it is forgotten but for its line.</summary>
    public bool HasEnded(Deployment deployment) =>
        Readable(deployment.Project, FileOf(deployment.Project).Read(int.MaxValue, null, Needle("id", deployment.Id.Value), _ => { })).Any(entry => entry.Id == deployment.Id.Value);

    /// <summary>The last one that began, without the output of its steps; null when there is none.</summary>
    public DeploymentEntry? Latest(ProjectName project)
    {
        if (!latest.TryGetValue(project, out var entry))
            entry = latest.GetOrAdd(project, Of(project).Where(known => known.StartedAt is not null).Select(WithoutOutput).FirstOrDefault());
        return entry;
    }

    /// <summary>The last <see cref="RecentDeployments.Most"/> that began, the oldest first, and of each only what tells how it went.</summary>
    public IReadOnlyList<DeploymentEntry> Recent(ProjectName project)
    {
        if (recent.Find(project) is { } known)
            return known;
        lock (gate) // What ends while they are read must not be missing ever after.
            return recent.Find(project) ?? recent.Keep(project, Of(project));
    }

    /// <summary>One project's, the newest first.</summary>
    public IEnumerable<DeploymentEntry> Of(ProjectName project) => Of(project, null, []);

    /// <summary>Null when there is none of that id, or it was forgotten.</summary>
    public DeploymentEntry? Find(DeploymentId id) =>
        Projects().Select(project => Find(project, id)).FirstOrDefault(entry => entry is not null);

    /// <summary>The same, looked for in one project's alone.</summary>
    public DeploymentEntry? Find(ProjectName project, DeploymentId id) =>
        Of(project, null, Needle("id", id.Value)).FirstOrDefault(entry => entry.Id == id.Value);

    /// <summary>The project's last deployment of this delivery; null when there is none.</summary>
    /// <param name="project">Whose.</param>
    /// <param name="delivery">As its sender calls it, who may ask for several services by one name.</param>
    /// <param name="service">The one that was asked for; null for all of the project.</param>
    public DeploymentEntry? Find(ProjectName project, DeliveryId delivery, ServiceName? service) =>
        Of(project, null, Needle("delivery", delivery.Value)).FirstOrDefault(entry => entry.Delivery == delivery.Value && entry.Service == service?.Value);

    /// <summary>The newest first, without the output of their steps.</summary>
    /// <param name="filter">Which are wanted. Not more than <see cref="DeploymentFilter.MostLookedAt"/> are looked at, so a page may be short, or empty, and yet have a next one.</param>
    /// <param name="before">Only those with a lower number; null for no such bound.</param>
    /// <param name="limit">At most so many.</param>
    public DeploymentPage Page(DeploymentFilter filter, long? before, int limit)
    {
        var (page, lookedAt, last) = (new List<DeploymentEntry>(), 0, default(long?));
        foreach (var entry in HistoryMerge.ByNumber((filter.Project is { } one ? [one] : Projects()).Select(project => Head(project, before))))
        {
            if (before is { } bound && !(entry.Number < bound))
                continue;
            if (page.Count == limit || lookedAt == DeploymentFilter.MostLookedAt)
                return new DeploymentPage(page, last);
            (lookedAt, last) = (lookedAt + 1, entry.Number);
            if (filter.Matches(entry))
                page.Add(WithoutOutput(entry));
        }

        return new DeploymentPage(page, null);
    }

    /// <summary>Warns when the clock stands before the last time that something was written here.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public void CheckClock(TimeProvider clock) => HistoryClock.Check(directory, clock, logger);

    private static DeploymentEntry WithoutOutput(DeploymentEntry entry) =>
        entry with { Steps = entry.Steps is { } steps ? [.. steps.Select(step => step with { Tail = null })] : null };

    private IEnumerable<DeploymentEntry> Of(ProjectName project, long? before, byte[] needle)
    {
        List<DeploymentEntry> kept;
        lock (gate)
            kept = [.. unwritten.Where(entry => entry.Project == project.Value).Reverse()];
        var keep = Keep(project);
        var written = FileOf(project).Read(Math.Max(0, keep - kept.Count), before, needle, fromEnd => OnRubbish(project, fromEnd));
        if (kept is [.., var oldest]) // It may be written while we read, and is not there twice.
            written = written.Where(entry => entry.Number < oldest.Number);
        return kept.Concat(Readable(project, written)).Take(keep);
    }

    private static byte[] Needle(string member, string value) => Encoding.UTF8.GetBytes($"\"{member}\":\"{value}\"");

    /// <summary>Up to where the file can be read: one that cannot be must not keep the others from being read, or a deployment from ending.</summary>
    private IEnumerable<DeploymentEntry> Readable(ProjectName project, IEnumerable<DeploymentEntry> entries)
    {
        using var rest = entries.GetEnumerator();
        while (TryRead(project, rest.MoveNext, false))
            yield return rest.Current;
    }

    private T TryRead<T>(ProjectName project, Func<T> read, T otherwise)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            Log.NotReadable(logger, $"{directory}/{project}.jsonl", e.Message);
            return otherwise;
        }
    }

    private HistoryHead Head(ProjectName project, long? before)
    {
        var newest = TryRead(project, () => FileOf(project).Newest(fromEnd => OnRubbish(project, fromEnd)), 0);
        lock (gate)
            newest = unwritten.FindLast(entry => entry.Project == project.Value)?.Number ?? newest;
        return new HistoryHead(newest, Of(project, before, []));
    }

    /// <summary>A history that cannot be written keeps no other one from being written, and its own stay in their order.</summary>
    private void WriteAll()
    {
        var problem = "";
        var stuck = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in unwritten.ToList())
        {
            if (stuck.Contains(entry.Project))
                continue;
            try
            {
                if (ProjectName.TryParse(entry.Project, out var project))
                    Write(project, entry);
                unwritten.Remove(entry);
            }
            catch (Exception e) when (FileTrouble.Is(e))
            {
                problem = e.Message.TrimEnd('.');
                stuck.Add(entry.Project);
            }
        }

        if (unwritten.Count > 0)
            Log.NotWritten(logger, unwritten.Count, directory, problem);
    }

    private void Write(ProjectName project, DeploymentEntry entry)
    {
        Directory.CreateDirectory(directory);
        FileOf(project).Append(entry);
        try
        {
            FileOf(project).Trim(Keep(project));
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            Log.NotTrimmed(logger, project.Value, e.Message); // It is too long for now, and nothing is lost.
        }
    }

    private long HighestNumber()
    {
        var highest = 0L;
        foreach (var project in Projects())
            highest = Math.Max(highest, Head(project, null).Number);
        return highest;
    }

    private HistoryFile FileOf(ProjectName project)
    {
        lock (gate)
        {
            if (!files.TryGetValue(project, out var file))
                files[project] = file = new HistoryFile(Path.Combine(directory, $"{project}.jsonl"));
            return file;
        }
    }

    private int Keep(ProjectName project) => catalog.Current.Find(project)?.History ?? Project.DefaultHistory;

    /// <summary>Those that have a history, configured or not.</summary>
    private List<ProjectName> Projects()
    {
        var found = Directory.Exists(directory) ? Directory.EnumerateFiles(directory, "*.jsonl").Select(Path.GetFileNameWithoutExtension) : [];
        lock (gate)
            return [.. found.Concat(unwritten.Select(entry => entry.Project)).Distinct().Select(name => ProjectName.TryParse(name, out var project) ? project : null).OfType<ProjectName>()];
    }

    private void OnRubbish(ProjectName project, int fromEnd)
    {
        bool isNews;
        lock (gate)
            isNews = fromEnd > 1 && spoiled.Add(project.Value); // The last line may be one that is being written.
        if (isNews)
            Log.Rubbish(logger, $"{directory}/{project}.jsonl", fromEnd);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "{Count} ended deployments are not in the history in {Directory}, and would be missing after a crash: {Reason}. The next deployment tries again.")]
        public static partial void NotWritten(ILogger logger, int count, string directory, string reason);

        [LoggerMessage(LogLevel.Error, "{File} cannot be read, so its deployments are missing in every answer: {Reason}")]
        public static partial void NotReadable(ILogger logger, string file, string reason);

        [LoggerMessage(LogLevel.Warning, "The history of {Project} could not be shortened: {Reason}.")]
        public static partial void NotTrimmed(ILogger logger, string project, string reason);

        [LoggerMessage(LogLevel.Warning, "{File} has a line that is no record (number {FromEnd} from its end); such lines are passed over. Everything else of it counts.")]
        public static partial void Rubbish(ILogger logger, string file, int fromEnd);
    }
}
