using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PiDeployer.Processes;
using PiDeployer.Values;

namespace PiDeployer.Projects;

/// <summary>Everything one reading of <c>projects.yml</c> said. It never changes; a reload makes another.</summary>
internal sealed class ProjectCatalog
{
    private readonly FrozenDictionary<ProjectName, Project> byName;
    private readonly FrozenDictionary<RepositoryName, ImmutableArray<Project>> byRepository;

    public ProjectCatalog(ImmutableArray<Project> projects, int maxParallel, JsonObject defaults, Redaction redaction)
    {
        Projects = projects;
        MaxParallel = maxParallel;
        Defaults = defaults;
        Redaction = redaction;
        byName = projects.ToFrozenDictionary(project => project.Name);
        byRepository = projects.GroupBy(project => project.Repository).ToFrozenDictionary(group => group.Key, group => group.ToImmutableArray());
    }

    /// <summary>In the file's order.</summary>
    public ImmutableArray<Project> Projects { get; }

    /// <summary>How many deployments may run at once on this machine.</summary>
    public int MaxParallel { get; }

    /// <summary>The file's own <c>defaults</c>, secrets masked; for people to look at.</summary>
    public JsonObject Defaults { get; }

    /// <summary>Knows the program's secrets and those of all these projects.</summary>
    public Redaction Redaction { get; }

    /// <summary>Null when there is none of that name.</summary>
    public Project? Find(ProjectName name) => byName.GetValueOrDefault(name);

    /// <summary>The projects of one repository, which may be several with a branch each; empty when there is none.</summary>
    public ImmutableArray<Project> FindAll(RepositoryName repository) => byRepository.GetValueOrDefault(repository, []);
}
