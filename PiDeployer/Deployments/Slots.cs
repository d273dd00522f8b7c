using PiDeployer.Values;

namespace PiDeployer.Deployments;

/// <summary>
/// The rules of who may run, and nothing else: one deployment of a project and in a folder at a time, one more of the project waiting (and one more for each single service of
/// it), a bound over all. It knows no clock, no disk and no process.
/// </summary>
internal sealed class Slots
{
    /// <summary>The longest waiting first; never two of which one would do.</summary>
    private readonly List<Deployment> waiting = [];
    private readonly Dictionary<ProjectName, Slot> running = [];

    public IEnumerable<Deployment> Waiting => waiting;

    public IEnumerable<Deployment> Running => running.Values.Select(slot => slot.Deployment);

    /// <summary>The longest waiting first.</summary>
    public IEnumerable<Deployment> WaitingOf(ProjectName project) => waiting.Where(deployment => deployment.Project == project);

    /// <summary>Null when none of the project runs.</summary>
    public Deployment? RunningOf(ProjectName project) => running.TryGetValue(project, out var slot) ? slot.Deployment : null;

    public bool IsTaken(ProjectName project) => running.ContainsKey(project) || WaitingOf(project).Any();

    /// <summary>Puts it in line, in the place of those that wait already and would do nothing else; they are returned.</summary>
    public IReadOnlyList<Deployment> Enqueue(Deployment deployment)
    {
        var superseded = waiting.FindAll(deployment.Supersedes);
        var place = superseded.Count > 0 ? waiting.IndexOf(superseded[0]) : waiting.Count;
        waiting.Insert(place, deployment);
        waiting.RemoveAll(superseded.Contains);
        return superseded;
    }

    /// <summary>First come, first served, but whoever waits for a project or a folder keeps nobody else from running. Null when none may.</summary>
    public Deployment? StartNext(int maxParallel, Func<ProjectName, string> folderOf)
    {
        if (running.Count >= maxParallel)
            return null;
        foreach (var deployment in waiting)
        {
            if (!TryRun(deployment, folderOf(deployment.Project)))
                continue;
            waiting.Remove(deployment);
            return deployment;
        }

        return null;
    }

    /// <summary>Takes the slot whatever runs elsewhere; false when the project or the folder is taken.</summary>
    public bool TryRun(Deployment deployment, string folder)
    {
        if (running.Values.Any(slot => slot.Folder == folder))
            return false; // Two projects can share a checkout, but two gits can not.
        return running.TryAdd(deployment.Project, new Slot(deployment, folder));
    }

    /// <summary>It neither waits nor runs any more, whichever it did.</summary>
    public void Leave(Deployment deployment)
    {
        waiting.Remove(deployment);
        if (RunningOf(deployment.Project) == deployment)
            running.Remove(deployment.Project);
    }

    private sealed record Slot(Deployment Deployment, string Folder);
}
