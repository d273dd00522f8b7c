using System.Collections.Immutable;
using PiDeployer.Health;
using PiDeployer.Pipelines.Containers;
using PiDeployer.Pipelines.Sides;
using PiDeployer.Pipelines.Swarm;
using PiDeployer.Processes;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Pipelines;

/// <summary>What the steps of one deployment share. The commits are what the steps before have found out.</summary>
internal sealed class StepContext(DeploymentId id, Project project, CommandRunner commands, HealthCheck health, StepOutput output)
{
    public DeploymentId Id => id;

    /// <summary>What the steps work on. A step may turn the rest to another view of it: with variables that files hold, or to one of its two sides.</summary>
    public Project Project { get; set; } = project;

    /// <summary>What runs its containers.</summary>
    public IContainerEngine Engine => Engines.Of(Project);

    public CommandRunner Commands => commands;

    public HealthCheck Health => health;

    public StepOutput Output => output;

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Of the single steps of an update.</summary>
    public StepLimits Limits { get; init; } = StepLimits.Default;

    /// <summary>What was pushed; null means the project's own branch.</summary>
    public GitRef? Ref { get; init; }

    /// <inheritdoc cref="Project.Target(GitRef?)"/>
    public GitRef? Target => Project.Target(Ref);

    /// <summary>The one service that is meant; null for all of them.</summary>
    public ServiceUpdate? Update { get; init; }

    /// <summary>The names by which calls have brought the service's images here.</summary>
    public ImmutableArray<string> PulledAs { get; init; } = [];

    /// <summary>Whether it is started where nothing of it runs.</summary>
    public bool MayStart { get; init; }

    /// <summary>What is being deployed: first what the push told, after the pull what is really checked out. Null while nobody knows.</summary>
    public Commit? Commit { get; set; }

    /// <summary>Whether a step has put other files into the checkout.</summary>
    public bool HasMoved { get; set; }

    /// <summary>Whether its files were made by this deployment, so that the commit which they began with is none that was deployed.</summary>
    public bool IsNew { get; set; }

    /// <summary>What was there before the steps changed it, as far as they looked.</summary>
    public Snapshot Before { get; set; } = Snapshot.Nothing;

    /// <summary>The containers that were not well before anything was touched.</summary>
    public ImmutableArray<string> UnwellBefore { get; set; } = [];

    /// <summary>The stacks of the project's folder that go by their names, which is not so where another project or stack has the name too.</summary>
    public Func<IEnumerable<Project>> FolderStacks { get; init; } = () => [];

    /// <summary>What compose makes of the project's files; null while nobody asked.</summary>
    public ComposeConfiguration? Configuration { get; set; }

    /// <summary>The same of the time when all was well; null where nobody keeps it.</summary>
    public KeptConfiguration? Kept { get; init; }

    /// <summary>What Swarm knows its stack by.</summary>
    public string StackName => Project.StackName ?? throw new InvalidOperationException($"{Project.Name} is no stack of Swarm's.");

    /// <summary>The stack as it was just before it was deployed; null while it was not.</summary>
    public StackState? StackBefore { get; set; }

    /// <summary>Where Docker is told of the images that a rollback brings back; null where nobody has a place for it.</summary>
    public ImagesFile? RestoredImages { get; init; }

    /// <summary>Which images were built here; null where nobody notes it.</summary>
    public BuiltImages? Built { get; init; }

    /// <summary>The commit of the files that images are built of; null where git does not say, or nobody asked.</summary>
    public CommitId? BuiltCommit { get; set; }

    /// <summary>A hash of everything that the project's files say, to be compared with that of another time; null where nobody looked.</summary>
    public string? Content { get; set; }

    /// <summary>Of a folder of stacks, each of them, and whether it is another than the one deployed last.</summary>
    public ImmutableArray<FoundStack> Stacks { get; set; } = [];

    /// <summary>The content of a stack when it was deployed last; null when that is not known.</summary>
    public Func<ProjectName, string?> DeployedContent { get; init; } = _ => null;

    /// <summary>What the containers run in the end; empty where compose does not run them.</summary>
    public ImmutableArray<ServiceImage> ImagesAfter { get; set; } = [];

    /// <summary>The commit that the project's files are of; null when they are not ours to pull.</summary>
    public CommitId? CheckedOut => Project.Pulls && Update is null ? Commit?.Id : Before.Commit ?? LastGood?.Commit;

    /// <summary>What a rollback would bring back in place of <see cref="Before"/>, because that did not work either; null when it did.</summary>
    public Snapshot? LastGood { get; init; }

    /// <summary>The states that somebody may want back, the latest first.</summary>
    public IReadOnlyList<Snapshot> Earlier { get; set; } = [];

    /// <summary>Whose turn it is of the project's two sides; null where it has none, or nobody looked.</summary>
    public SideTurn? Turn { get; set; }

    /// <summary>Forgets the environment that the project is; false when it is wanted again.</summary>
    public Func<bool> Forget { get; init; } = () => false;

    /// <summary>Where we write what has to survive a restart.</summary>
    public string StateDirectory { get; init; } = "";

    /// <summary>Where proxies read where to send people.</summary>
    public string RoutesDirectory { get; init; } = "";

    /// <summary>Fires when the program begins to stop; what runs may still go on for a while.</summary>
    public CancellationToken Stopping { get; init; }

    /// <summary>Writes down that the process to come has to go on after the step that runs; false when that could not be written.</summary>
    public Func<bool> HandOver { get; set; } = () => false;

    /// <summary>The same for a part of the work that is another project's; what it finds out does not come here.</summary>
    public StepContext For(Project other) => new(id, other, commands, health, output) { Clock = Clock, Limits = Limits };

    /// <summary>Runs a command, its output going to the log, and says what it was.</summary>
    public Task<StepResult> RunAsync(Command command, CancellationToken cancellationToken) => RunAsync(command, output, cancellationToken);

    /// <summary>Runs a command for no longer than its limit, its output going to the log.</summary>
    /// <param name="command">What to run.</param>
    /// <param name="limit">Null where only the whole deployment has one.</param>
    /// <param name="answer">Gets what the command answers, and nothing of what it complains of; null when nobody else wants it.</param>
    /// <param name="cancellationToken">Of the whole deployment.</param>
    public async Task<StepResult> RunAsync(Command command, StepLimit? limit, IOutput? answer, CancellationToken cancellationToken)
    {
        var both = answer is null ? output : (IOutput)new BothOutputs(output, answer);
        var result = limit is null ? await RunAsync(command, both, cancellationToken) : await WithinAsync(limit, limited => RunAsync(command, both, limited), cancellationToken);
        return result is StepResult.Stopped && limit is not null && !cancellationToken.IsCancellationRequested ? limit.Passed($"{command}") : result;
    }

    /// <summary>Does something that is asked to stop when its limit has passed, or when the whole deployment is.</summary>
    public async Task<T> WithinAsync<T>(StepLimit limit, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(limit.Time, Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        return await work(either.Token);
    }

    private async Task<StepResult> RunAsync(Command command, IOutput answer, CancellationToken cancellationToken)
    {
        output.WriteLine($"$ {command}");
        return await commands.RunAsync(command, answer, output, cancellationToken) switch
        {
            CommandResult.Exited { Code: 0 } => new StepResult.Succeeded(),
            CommandResult.Exited(var code) => new StepResult.Failed($"{command} exited with {code}", code),
            CommandResult.NotStarted(var reason) => new StepResult.Failed($"could not start {reason}"),
            CommandResult.Stopped => new StepResult.Stopped(),
            var unknown => throw new InvalidOperationException($"{unknown} is not a result."),
        };
    }
}
