using System.Collections.Immutable;
using PiDeployer.Pipelines.Steps;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Pipelines;

/// <summary>Which steps a project's deployment has, in their order.</summary>
internal static class Pipeline
{
    private static readonly GitPull GitPull = new();
    private static readonly RunScript RunScript = new();
    private static readonly RestartUnit RestartUnit = new();
    private static readonly ComposeStatus Status = new();
    private static readonly ComposeConfig Config = new();
    private static readonly ComposePull PullImages = new();
    private static readonly ComposeBuild Build = new();
    private static readonly RecreateForFiles RecreateForFiles = new();
    private static readonly WatchContainers Watch = new("stays up");
    private static readonly KeepConfiguration KeepConfiguration = new();
    private static readonly FindChangedStacks FindChangedStacks = new();
    private static readonly CheckHealth CheckHealth = new();
    private static readonly MakeWorkTree MakeWorkTree = new();
    private static readonly FindSwarm FindSwarm = new();
    private static readonly WatchStack WatchStack = new();

    /// <param name="project">What is deployed.</param>
    /// <param name="update">The one service of it that is meant; null for all of it.</param>
    public static ImmutableArray<IStep> StepsOf(Project project, ServiceUpdate? update) => ReadVariables.Among(ForwardStepsOf(project, update));

    private static ImmutableArray<IStep> ForwardStepsOf(Project project, ServiceUpdate? update)
    {
        if (update is not null)
            return [Config, NoteImages.Capture, new PullService(), new UpService { TakesNewImage = true }, new WatchContainers("health_check"), .. Check(project), NoteImages.After, new RemoveOldImage()];
        ImmutableArray<IStep> pull = project.Pulls ? [GitPull] : [];
        return project switch
        {
            { RunsCompose: true, Mode: DeployMode.ComposeUpdate } =>
                // A compose file that cannot be read can be mended only by the pull, and until then nobody can say what runs.
                [
                    .. project.Environment is null ? [] : ImmutableArray.Create<IStep>(MakeWorkTree),
                    .. project.Pulls ? [NoteImages.Before, GitPull, Config, Status] : ImmutableArray.Create<IStep>(Status, NoteImages.Before, Config), PullImages, Build, Compose.UpInPlace, RecreateForFiles, Watch, .. Check(project),
                    .. project.Environment is null ? [] : ImmutableArray.Create<IStep>(PointRoute.Set), NoteImages.After, KeepConfiguration,
                ],
            { Mode: DeployMode.BlueGreen } => BlueGreenPipeline.Deploy(project),
            { RunsStack: true } => [FindSwarm, NoteStackImages.Before, .. pull, new StackDeploy([]), WatchStack, .. Check(project), NoteStackImages.After],
            { RunsCompose: true } => [NoteImages.Before, .. pull, Build, Compose.Down, Compose.Up, .. Check(project), NoteImages.After],
            _ => [.. pull, .. Apply(project), .. Check(project)],
        };
    }

    /// <summary>Those that take a branch's environment away, which nobody reaches any more before anything of it ends.</summary>
    public static ImmutableArray<IStep> RemovalSteps => [PointRoute.Remove, new RemoveContainers(), new CloseEnvironment()];

    /// <summary>Those that bring an earlier state back. They are the same but for where the commit and the images come from.</summary>
    public static ImmutableArray<IStep> RollbackStepsOf(Project project, Snapshot target, ServiceUpdate? update) => ReadVariables.Among(update is null
        ? RollbackStepsOf(project, target, asKept: !project.Pulls)
        : RollbackStepsOf(project, [.. target.Images.Where(image => image.Service == update.Service.Value)]));

    /// <summary>The same for somebody who wishes it: what runs now has not failed, and may be wanted back.</summary>
    /// <param name="project">Whose.</param>
    /// <param name="target">What is wanted.</param>
    /// <param name="id">The deployment that made it; null when none is known.</param>
    public static ImmutableArray<IStep> WishedRollbackStepsOf(Project project, Snapshot target, DeploymentId? id) => project.Mode == DeployMode.BlueGreen
        ? ReadVariables.Among(BlueGreenPipeline.RollBack(project, target, id))
        : ReadVariables.Among([.. project.RunsCompose ? [NoteImages.Before] : project.RunsStack ? [FindSwarm, NoteStackImages.Before] : ImmutableArray<IStep>.Empty, .. RollbackStepsOf(project, target, asKept: false)]);

    /// <summary>Those that make it as if nobody had tried, where nobody could notice yet.</summary>
    /// <param name="project">Whose.</param>
    /// <param name="commit">Whose files were there; null where they still are.</param>
    public static ImmutableArray<IStep> RestoreStepsOf(Project project, CommitId? commit) =>
    [
        .. project.Mode == DeployMode.BlueGreen ? BlueGreenPipeline.Return : [],
        .. commit is null ? ImmutableArray<IStep>.Empty : [new FindCommit(commit), new RestoreCommit(commit)],
    ];

    /// <summary>What is left to do after this program has restarted itself.</summary>
    public static ImmutableArray<IStep> StepsAfterRestart(Project project) => ReadVariables.Among(Check(project));

    /// <param name="project">Whose containers, or whatever it has in their place.</param>
    /// <param name="target">Where to.</param>
    /// <param name="asKept">Whether that is the state of which compose's configuration was kept.</param>
    private static ImmutableArray<IStep> RollbackStepsOf(Project project, Snapshot target, bool asKept)
    {
        ImmutableArray<IStep> find = [], restore = [];
        if (target.Commit is { } commit && project.Pulls)
            (find, restore) = ([new FindCommit(commit)], [new RestoreCommit(commit)]);
        return project switch
        {
            { RunsCompose: true, Mode: DeployMode.ComposeUpdate } =>
                [
                    .. find, new FindImages(target.Images), .. restore, Config, new RestoreImages(target.Images) { FileStays = !project.Pulls, AsKept = asKept },
                    .. target.Images.IsEmpty ? [Build, Compose.UpInPlace] : ImmutableArray.Create<IStep>(asKept ? new UpAsKept() : Compose.UpInPlaceAsItIs),
                    RecreateForFiles, Watch, .. Check(project), NoteImages.AfterRollback(target.Images),
                ],
            { Mode: DeployMode.BlueGreen } => [.. BlueGreenPipeline.ReturnAndNote(project), .. find, .. restore],
            { RunsStack: true } => [.. find, .. restore, new StackDeploy(target.Images), WatchStack, .. Check(project), NoteStackImages.AfterRollback(target.Images)],
            { RunsCompose: true } =>
                [
                    .. find, new FindImages(target.Images), Compose.DownIfPossible, .. restore, Compose.Down, new RestoreImages(target.Images),
                    target.Images.IsEmpty ? Compose.UpBuilt : Compose.UpAsItIs, .. Check(project), NoteImages.AfterRollback(target.Images),
                ],
            _ => [.. find, .. restore, .. Apply(project), .. Check(project)],
        };
    }

    private static ImmutableArray<IStep> RollbackStepsOf(Project project, ImmutableArray<ServiceImage> images) =>
        [new FindImages(images), new RestoreImages(images) { FileStays = true }, new UpService(), new WatchContainers("health_check"), .. Check(project), NoteImages.AfterRollback(images)];

    /// <summary>What makes new files count.</summary>
    private static ImmutableArray<IStep> Apply(Project project) => project switch
    {
        { Script: not null } => [RunScript],
        { Mode: DeployMode.Systemd } => [RestartUnit],
        { Mode: DeployMode.Stacks } => [FindChangedStacks],
        _ => [],
    };

    private static ImmutableArray<IStep> Check(Project project) => project.HealthCheck is null ? [] : [CheckHealth];
}
