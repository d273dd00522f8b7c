using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PiDeployer.Processes;
using PiDeployer.Values;

namespace PiDeployer.Projects;

/// <summary>Everything one reading of <c>projects.yml</c> said. It never changes, a reload makes another; only which stacks there are is seen in their folders.</summary>
internal sealed class ProjectCatalog
{
    private readonly Dictionary<ProjectName, Project> byName;
    private readonly ILookup<RepositoryName, Project> byRepository;
    private readonly ImmutableArray<Project> byAddress;

    private readonly Dictionary<ProjectName, EnvironmentsFolder> environments;

    /// <param name="projects">In the file's order.</param>
    /// <param name="maxParallel">How many deployments may run at once.</param>
    /// <param name="defaults">The file's own, secrets masked.</param>
    /// <param name="redaction">Knows all secrets.</param>
    /// <param name="environmentsDirectory">Absolute; where the environments of branches are.</param>
    public ProjectCatalog(ImmutableArray<Project> projects, int maxParallel, JsonObject defaults, Redaction redaction, string environmentsDirectory)
    {
        environments = projects.Where(project => project.Environments is not null).ToDictionary(
            project => project.Name,
            project => new EnvironmentsFolder(Path.Combine(environmentsDirectory, project.Name.Value), project, project.Environments ?? throw new InvalidOperationException()));
        Projects = projects;
        MaxParallel = maxParallel;
        Defaults = defaults;
        Redaction = redaction;
        Secrets = SecretsOf(projects);
        byName = projects.ToDictionary(project => project.Name);
        byRepository = projects.Where(project => project.Repository is not null).ToLookup(project => project.Repository ?? throw new InvalidOperationException());
        byAddress = [.. projects.Where(project => project.RepositoryAddress is not null)];
    }

    /// <summary>In the file's order.</summary>
    public ImmutableArray<Project> Projects { get; }

    /// <summary>How many deployments may run at once on this machine.</summary>
    public int MaxParallel { get; }

    /// <summary>The file's own <c>defaults</c>, secrets masked; for people to look at.</summary>
    public JsonObject Defaults { get; }

    /// <summary>Those that the file names, in its order.</summary>
    public ImmutableArray<ChannelSettings> Channels { get; init; } = [];

    /// <summary>The file's own <c>notifications</c>, secrets masked; null when there are none.</summary>
    public JsonObject? Notifications { get; init; }

    /// <summary>Knows the program's secrets and those of all these projects.</summary>
    public Redaction Redaction { get; }

    /// <summary>With which calls can be signed, besides the global one.</summary>
    public ImmutableArray<Secret> Secrets { get; }

    /// <summary>Those that consist of stacks.</summary>
    public IEnumerable<Project> Groups => Projects.Where(project => project.Stacks is not null);

    /// <summary>The projects of the file, and after them the stacks and environments that are there now. What the file names hides a stack of the same name, and so does a stack of an earlier folder.</summary>
    public IEnumerable<Project> All() => Groups.Any() || environments.Count > 0
        ? Projects.Concat(Groups.SelectMany(group => group.Stacks?.All() ?? [])).Concat(Environments()).DistinctBy(project => project.Name)
        : Projects;

    /// <summary>Whether any project says so, or the entry of a folder for its stacks. To look which stacks there are takes longer.</summary>
    public bool Any(Func<Project, bool> says) => Projects.Any(says) || Groups.Any(group => group.Stacks?.Settings.Any(says) == true);

    /// <summary>Those that branches have now.</summary>
    public IEnumerable<Project> Environments() => environments.Values.SelectMany(folder => folder.All());

    /// <summary>Where the environments of a project's branches are; null where they have none.</summary>
    public EnvironmentsFolder? EnvironmentsOf(ProjectName project) => environments.GetValueOrDefault(project);

    /// <summary>Those of the projects, and of stacks that have one of their own, each once.</summary>
    public static ImmutableArray<Secret> SecretsOf(IEnumerable<Project> projects) =>
        [.. projects.SelectMany(project => project.Stacks?.Settings.Prepend(project) ?? [project]).SelectMany(project => project.WebhookSecrets).Distinct()];

    /// <summary>The stacks in a folder's entry that are found by their names.</summary>
    public IEnumerable<Project> StacksOf(Project folder) => (folder.Stacks?.All() ?? []).Where(stack => Find(stack.Name)?.Path == stack.Path);

    /// <summary>Null when there is none of that name, nor a stack, nor a branch's environment.</summary>
    public Project? Find(ProjectName name) =>
        byName.GetValueOrDefault(name) ?? Groups.Select(group => group.Stacks?.Find(name)).FirstOrDefault(stack => stack is not null)
        ?? environments.Values.Select(folder => folder.Find(name)).FirstOrDefault(environment => environment is not null);

    /// <summary>The projects of one repository, which may be several with a branch each; empty when there is none.</summary>
    public ImmutableArray<Project> FindAll(PushedRepository repository) =>
        [.. byRepository[repository.Name].Where(project => project.RepositoryAddress is null), .. byAddress.Where(project => repository.Addresses.Any(address => project.RepositoryAddress?.Means(address) == true))];

    /// <summary>The projects in which calls may update this service.</summary>
    public ImmutableArray<Project> FindAll(ServiceName service) => [.. All().Where(project => project is { Environment: null, Environments: null } && project.MayUpdate(service))]; // A branch may name its services as it likes.
}
