using System.Collections.Immutable;
using PiDeployer.Health;
using PiDeployer.Pipelines;
using PiDeployer.Processes;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Tests.Infra;

/// <summary>A project with a real checkout, for what works in one: the steps, and the questions to git.</summary>
internal sealed class StepRig : IDisposable
{
    private static readonly Redaction Nothing = new([]);

    private readonly TempDirectory folder = new();
    private readonly HttpClient http = new();

    public StepRig() => Git = new GitRepository(folder, "shop");

    public GitRepository Git { get; }

    public TextOutput Log { get; } = new();

    public StepLimits Limits { get; init; } = StepLimits.Default;

    /// <summary>What commands may not show.</summary>
    public Redaction Secrets { get; init; } = Nothing;

    /// <summary>The one service that is meant; null for all of them.</summary>
    public ServiceUpdate? Update { get; set; }

    /// <summary>Those of a folder that go by their names.</summary>
    public Func<IEnumerable<Project>> FolderStacks { get; set; } = () => [];

    /// <summary>With git and an engine, and nothing of the tester's own configuration.</summary>
    public CommandRunner Commands => new(
        ImmutableDictionary<string, string>.Empty.Add("PATH", "/usr/local/bin:/usr/bin:/bin").Add("GIT_CONFIG_GLOBAL", "/dev/null").Add("GIT_CONFIG_NOSYSTEM", "1")
            .Add("DOCKER_HOST", Environment.GetEnvironmentVariable("DOCKER_HOST") ?? ""),
        Secrets,
        TimeProvider.System);

    /// <param name="fields">As in <c>projects.yml</c>.</param>
    public Project Project(string fields) =>
        ProjectsYaml.Project($"projects: [{{ name: shop, repo: ann/shop, path: '{Git.Checkout}', deploy_mode: pull-only, {fields} }}]");

    public StepContext Context(Project project, GitRef? pushed) =>
        new(DeploymentId.New(TimeProvider.System), project, Commands, new HealthCheck(http, TimeProvider.System), new StepOutput(Log, Secrets))
        {
            Ref = pushed,
            Limits = Limits,
            Update = Update,
            FolderStacks = FolderStacks,
        };

    public void Dispose()
    {
        http.Dispose();
        folder.Dispose();
    }
}
