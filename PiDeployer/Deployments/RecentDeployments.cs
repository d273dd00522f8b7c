using System.Collections.Concurrent;
using PiDeployer.Values;

namespace PiDeployer.Deployments;

/// <summary>How the last deployments of each project went. Anybody may ask for it as often as he likes, so it is read from the disk once.</summary>
internal sealed class RecentDeployments
{
    /// <summary>So many of each project.</summary>
    public const int Most = 20;

    private readonly ConcurrentDictionary<ProjectName, IReadOnlyList<DeploymentEntry>> known = new();

    /// <summary>The oldest first; null when they were not read yet.</summary>
    public IReadOnlyList<DeploymentEntry>? Find(ProjectName project) => known.GetValueOrDefault(project);

    /// <summary>Keeps them, and answers them as <see cref="Find"/> does.</summary>
    /// <param name="project">Whose.</param>
    /// <param name="all">All that have ended, the newest first.</param>
    public IReadOnlyList<DeploymentEntry> Keep(ProjectName project, IEnumerable<DeploymentEntry> all) =>
        known[project] = [.. all.Where(entry => entry.StartedAt is not null).Take(Most).Select(Outline).Reverse()];

    /// <summary>One more that has ended. What nobody has asked for yet is not needed.</summary>
    public void Add(ProjectName project, DeploymentEntry entry)
    {
        if (known.TryGetValue(project, out var entries))
            known[project] = [.. entries.Skip(entries.Count - Most + 1), Outline(entry)];
    }

    /// <summary>Without its output and what was pushed, which take a hundred times the memory.</summary>
    private static DeploymentEntry Outline(DeploymentEntry entry) => new()
    {
        Id = entry.Id,
        Project = entry.Project,
        State = entry.State,
        Trigger = entry.Trigger,
        AcceptedAt = entry.AcceptedAt,
        StartedAt = entry.StartedAt,
        Duration = entry.Duration,
    };
}
