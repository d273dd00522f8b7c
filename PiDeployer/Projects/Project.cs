using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using PiDeployer.Values;

namespace PiDeployer.Projects;

/// <summary>One entry of <c>projects.yml</c>, its defaults merged in and every field checked.</summary>
internal sealed record Project
{
    public const int DefaultHistory = 100;

    public required ProjectName Name { get; init; }

    /// <summary>What its checkout is pulled from; null when it is not ours to pull.</summary>
    public required RepositoryName? Repository { get; init; }

    /// <summary>Where that is; null when nobody said, and then a repository of that name on any forge is meant.</summary>
    public RepositoryAddress? RepositoryAddress { get; init; }

    /// <summary>The checkout, or whatever folder it works in; absolute.</summary>
    public required string Path { get; init; }

    /// <summary>The branch whose pushes count, or a pattern of them; null when only tags do.</summary>
    public required RefPattern? Branch { get; init; }

    /// <summary>The tags whose pushes count too.</summary>
    public ImmutableArray<RefPattern> Tags { get; init; } = [];

    /// <summary>Globs of git's (<see cref="PathGlob"/>); a push that changed nothing under them is skipped. Empty when everything counts.</summary>
    public ImmutableArray<string> Paths { get; init; } = [];

    /// <summary>The same for what does not count.</summary>
    public ImmutableArray<string> PathsIgnore { get; init; } = [];

    public required DeployMode Mode { get; init; }

    /// <summary>Absolute; null when the mode alone decides. Always there for <see cref="DeployMode.ScriptOnly"/>.</summary>
    public string? Script { get; init; }

    /// <summary>For the whole deployment.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>The unit that <see cref="DeployMode.Systemd"/> restarts.</summary>
    public required string ServiceName { get; init; }

    /// <summary>Its own, each as good as the others, as while one takes another's place; empty when the global one counts.</summary>
    public ImmutableArray<Secret> WebhookSecrets { get; init; } = [];

    /// <summary>Null when nobody is asked.</summary>
    public HealthCheckSettings? HealthCheck { get; init; }

    public ComposeOptions Compose { get; init; } = ComposeOptions.Default;

    /// <summary>What it says of <see cref="Variables"/>, and where the rest of them is.</summary>
    public VariableSources VariableSources { get; init; } = VariableSources.Empty;

    /// <summary>What its commands get in their environment besides ours. Of the files that <see cref="VariableSources"/> names it holds nothing until a deployment has read them.</summary>
    public ImmutableDictionary<string, string> Variables { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Those that a call may update one by one; empty for all that the compose files name.</summary>
    public ImmutableArray<ServiceName> Services { get; init; } = [];

    /// <summary>Its two sides; always there for <see cref="DeployMode.BlueGreen"/>, and only then.</summary>
    public BlueGreenSettings? BlueGreen { get; init; }

    /// <summary>Which of the two this is; null where it is both, or has none.</summary>
    public Side? Color { get; private init; }

    /// <summary>What Swarm knows its stack by; always there for <see cref="DeployMode.Swarm"/>, and only then.</summary>
    public string? StackName { get; init; }

    /// <summary>Where its stacks are; always there for <see cref="DeployMode.Stacks"/>, and only then.</summary>
    public StacksFolder? Stacks { get; init; }

    /// <summary>What its branches' environments have in common; null where they have none.</summary>
    public EnvironmentSettings? Environments { get; init; }

    /// <summary>Of which branch it is the environment; null when it is none.</summary>
    public BranchEnvironment? Environment { get; init; }

    /// <summary>Whose stack or environment it is; null when it is nobody's.</summary>
    public ProjectName? Group { get; init; }

    /// <summary>When it is deployed without anybody asking; null when never.</summary>
    public ProjectSchedule? Schedule { get; init; }

    /// <summary>How often its remote is asked what has moved; null when never.</summary>
    public TimeSpan? Poll { get; init; }

    /// <summary>How often registries are asked for newer images of its tags; null when never. Of a folder it is for its stacks.</summary>
    public TimeSpan? PollImages { get; init; }

    /// <summary>For how long a newer image must have been there before it is deployed.</summary>
    public TimeSpan MinAge { get; init; }

    /// <summary>Whether a push during a deployment waits for its end; else it is refused.</summary>
    public bool QueuesWhenBusy { get; init; }

    /// <summary>Whether a deployment that was interrupted begins again at the next start.</summary>
    public bool ResumesWhenInterrupted { get; init; }

    /// <summary>Whether a deployment that failed is followed by bringing back what was there before.</summary>
    public bool RollsBackOnFailure { get; init; }

    /// <summary>Where its repository is; null when nobody said.</summary>
    public ForgeKind? Forge { get; init; }

    /// <summary>The names of the channels that tell of its deployments; null for all of them.</summary>
    public ImmutableArray<string>? Channels { get; init; }

    /// <summary>Where people reach what it runs; null when that is not known.</summary>
    public Uri? PublicAddress { get; init; }

    /// <summary>How many of its deployments are remembered, at least one.</summary>
    public int History { get; init; } = DefaultHistory;

    /// <summary>Whether its containers are ours to start and stop.</summary>
    public bool RunsCompose => Mode switch
    {
        DeployMode.DockerCompose or DeployMode.ComposeUpdate => Script is null,
        DeployMode.BlueGreen => !RunsTemplate,
        _ => false,
    };

    /// <summary>Whether each of its sides is an instance of a template unit: <c>shop@blue</c>.</summary>
    public bool RunsTemplate => Mode == DeployMode.BlueGreen && ServiceName.Contains('@', StringComparison.Ordinal);

    /// <summary>Those that its deployments restart, and of a template also stop; as they are named in <c>projects.yml</c>.</summary>
    public ImmutableArray<string> Units =>
        RunsTemplate ? [On(Side.Blue).ServiceName, On(Side.Green).ServiceName]
        : this is { Mode: DeployMode.Systemd, Script: null } ? [ServiceName]
        : [];

    /// <summary>Whether its services are Swarm's.</summary>
    public bool RunsStack => Mode == DeployMode.Swarm && Script is null;

    /// <summary>Whether a deployment begins with a pull.</summary>
    public bool Pulls => Repository is not null && Mode != DeployMode.ScriptOnly;

    /// <summary>Whether a call may name this service: one that the project lists, or, where it lists none, one of its compose files.</summary>
    public bool MayUpdate(ServiceName service) =>
        RunsCompose && Mode != DeployMode.BlueGreen && (Services.IsEmpty ? ComposeFiles.ServicesOf(this).Contains(service.Value) : Services.Contains(service));

    /// <summary>Whether it takes turns with several branches or tags, so that its checkout is on none of them.</summary>
    public bool FollowsSeveralRefs => Branch?.Exact is null || !Tags.IsEmpty;

    /// <summary>Whether a push of this counts.</summary>
    public bool Tracks(GitRef pushed) => pushed switch
    {
        GitRef.Branch(var branch) => Branch is { } tracked && tracked.Matches(branch.Value),
        GitRef.Tag(var tag) => Tags.Any(tracked => tracked.Matches(tag)),
        _ => false,
    };

    /// <summary>The project as one of its sides is: with that one's port, containers or unit.</summary>
    public Project On(Side side)
    {
        if (BlueGreen is null)
            throw new InvalidOperationException($"{Name} has no sides.");
        var port = BlueGreen.PortOf(side);
        return this with
        {
            Color = side,
            ServiceName = RunsTemplate ? $"{ServiceName}{side.ToName()}" : ServiceName,
            Compose = Compose with { ProjectName = $"{Compose.ProjectName ?? ComposeOptions.NameOf(Name)}-{side.ToName()}" },
            Variables = Variables.SetItem("DEPLOYER_PORT", port.ToString(CultureInfo.InvariantCulture)).SetItem("DEPLOYER_COLOR", side.ToName()),
            HealthCheck = HealthCheck?.At(port),
        };
    }

    /// <summary>What a deployment checks out.</summary>
    /// <param name="pushed">What was pushed; null when somebody asked by hand.</param>
    /// <returns>Null when nobody said which of several.</returns>
    public GitRef? Target(GitRef? pushed) =>
        FollowsSeveralRefs && pushed is GitRef.Branch or GitRef.Tag ? pushed
        : Branch?.Exact is { } only ? new GitRef.Branch(only)
        : null;
}

/// <param name="Url">Any 2xx from it is health.</param>
/// <param name="Retries">Tries altogether, at least one.</param>
/// <param name="Interval">Between two tries.</param>
internal sealed record HealthCheckSettings(Uri Url, int Retries, TimeSpan Interval)
{
    /// <summary>Stands in an address for the port of what was just started, before anybody else is sent there.</summary>
    public const string PortOfSide = "{port}";

    /// <summary>The address with <see cref="PortOfSide"/> in it; null when it is one for all.</summary>
    public string? Template { get; init; }

    /// <summary>The same for what is at this port.</summary>
    public HealthCheckSettings At(int port) => Template is null ? this : this with { Url = new Uri(Filled(Template, port)) };

    public static bool TryParseTemplate(string text, [NotNullWhen(true)] out Uri? url) => HttpAddress.TryParse(Filled(text, 1), out url);

    private static string Filled(string template, int port) => template.Replace(PortOfSide, port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
}
