using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using PiDeployer.Checks;
using PiDeployer.Pipelines;
using PiDeployer.Processes;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Hosting;

/// <summary>Reads what there is to look at, as the server would read it that the unit starts.</summary>
internal sealed class SiteReader
{
    private readonly string directory;
    private readonly ServiceUnit? unit;
    private readonly UnreadSecrets unread;
    private readonly ImmutableArray<Secret> secrets;

    /// <param name="directory">Absolute; where <c>.env</c> is.</param>
    /// <param name="environment">The process's variables.</param>
    /// <param name="unit">Null when there is none, or it is not asked for.</param>
    public SiteReader(string directory, IReadOnlyDictionary<string, string> environment, ServiceUnit? unit)
    {
        this.directory = directory;
        this.unit = unit;
        var variables = unit?.WorkingDirectory == directory ? With(unit, environment) : environment;
        var all = EnvFolder.Find(directory, variables).Variables;
        secrets = ProjectVariables.SecretsIn(all.RemoveRange(all.Keys.Where(name => IsPath(name, all[name]))));
        unread = UnreadSecrets.In(all, variables);
        Redaction = new Redaction(secrets);
    }

    /// <summary>Knows what the variables hold, whatever it is for: <c>${VAR}</c> brings it into addresses, and mistakes quote it.</summary>
    public Redaction Redaction { get; }

    /// <summary>Null when there is none, or no systemd that answers.</summary>
    public static async Task<ServiceUnit?> FindUnitAsync(IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(CheckLimits.Usual.Each);
        try
        {
            var commands = new CommandRunner(CommandEnvironment.Build(environment, Settings.NotForChildren, Redaction.None), Redaction.None, TimeProvider.System);
            return await ServiceUnit.FindAsync(commands, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null; // A systemd that does not answer is told of by the checks that need it.
        }
    }

    /// <summary>The projects that are looked at. Environments of branches come and go by themselves, and are looked at when they are named.</summary>
    public static ImmutableArray<Project> Chosen(ProjectCatalog catalog, ImmutableArray<string> names, out string? unknown)
    {
        unknown = null;
        if (names.IsEmpty)
            return [.. catalog.All().Where(project => project.Environment is null)];
        var chosen = ImmutableArray.CreateBuilder<Project>();
        foreach (var name in names)
        {
            if (ProjectName.TryParse(name, out var known) && catalog.Find(known) is { } project)
                chosen.Add(project);
            else
                unknown ??= name;
        }

        return chosen.ToImmutable();
    }

    /// <inheritdoc cref="Configuration.TryLoad"/>
    public bool TryLoad([NotNullWhen(true)] out Configuration? configuration, out ImmutableArray<string> problems) => Configuration.TryLoad(directory, unread.Variables, out configuration, out problems);

    /// <param name="configuration">All of it.</param>
    /// <param name="projects">Those that are looked at.</param>
    public Site Read(Configuration configuration, ImmutableArray<Project> projects)
    {
        var (settings, _, catalog) = configuration;
        // Git writes down what it has seen of files when it is only asked, unless it is told not to.
        var environment = CommandEnvironment.Build(settings.Environment, Settings.NotForChildren, catalog.Redaction).SetItem("GIT_OPTIONAL_LOCKS", "0");
        var hidden = catalog.Redaction.OfItsOwn();
        hidden.Learn(secrets);
        return new Site
        {
            Directory = directory,
            ProjectsFile = settings.ProjectsConfig,
            Host = settings.Host,
            Port = settings.Port,
            StateDirectory = settings.StateDirectory,
            LogDirectory = settings.LogDirectory,
            RoutesDirectory = settings.RoutesDirectory,
            WebhookSecret = settings.WebhookSecret,
            DeployToken = settings.DeployToken,
            SecretFiles = [.. settings.SecretFiles],
            HasTelegram = settings.Telegram is not null,
            Oddities = [.. unread.Reasons, .. settings.Warnings],
            StandIn = unread.Reasons.IsEmpty ? null : unread.StandIn,
            Catalog = catalog,
            Redaction = hidden,
            Projects = projects,
            Commands = new CommandRunner(environment, catalog.Redaction, TimeProvider.System),
            Account = RunningUser.Current(),
            Unit = unit,
        };
    }

    /// <summary>The folders that the unit gives the server are not in the environment of a shell.</summary>
    private static Dictionary<string, string> With(ServiceUnit unit, IReadOnlyDictionary<string, string> environment)
    {
        var variables = new Dictionary<string, string>(environment, StringComparer.Ordinal);
        foreach (var (name, folder) in unit.Folders())
            variables.TryAdd(name, folder);
        return variables;
    }

    /// <summary>Also where it is called a token's file, or a password's.</summary>
    private static bool IsPath(string name, string value) => name.EndsWith(Settings.FileForm(""), StringComparison.Ordinal) || (Path.IsPathRooted(value) && Path.Exists(value));
}
