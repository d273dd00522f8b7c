using System.Collections.Immutable;
using PiDeployer.Pipelines.Steps;
using PiDeployer.Projects;

namespace PiDeployer.Pipelines;

/// <summary>Which steps a project's deployment has, in their order.</summary>
internal static class Pipeline
{
    private static readonly GitPull GitPull = new();
    private static readonly RunScript RunScript = new();
    private static readonly RestartUnit RestartUnit = new();

    public static ImmutableArray<IStep> StepsOf(Project project)
    {
        ImmutableArray<IStep> pull = project.Mode == DeployMode.ScriptOnly ? [] : [GitPull];
        return project.RunsCompose
            ? [NoteImages.Before, .. pull, Compose.Down, Compose.Up, .. Check(project), NoteImages.After]
            : [.. pull, .. Apply(project), .. Check(project)];
    }

    /// <summary>Those that bring an earlier state back. They are the same but for where the commit and the images come from.</summary>
    public static ImmutableArray<IStep> RollbackStepsOf(Project project, Snapshot target)
    {
        ImmutableArray<IStep> find = [], restore = [];
        if (target.Commit is { } commit)
            (find, restore) = ([new FindCommit(commit)], [new RestoreCommit(commit)]);
        return project.RunsCompose
            ? [
                .. find, new FindImages(target.Images), Compose.DownIfPossible, .. restore, Compose.Down, new RestoreImages(target.Images),
                target.Images.IsEmpty ? Compose.UpBuilt : Compose.UpAsItIs, .. Check(project), NoteImages.AfterRollback(target.Images),
            ]
            : [.. find, .. restore, .. Apply(project), .. Check(project)];
    }

    /// <summary>The same for somebody who wishes it: what runs now has not failed, and may be wanted back.</summary>
    public static ImmutableArray<IStep> WishedRollbackStepsOf(Project project, Snapshot target) =>
        [.. project.RunsCompose ? [NoteImages.Before] : ImmutableArray<IStep>.Empty, .. RollbackStepsOf(project, target)];

    /// <summary>What is left to do after this program has restarted itself.</summary>
    public static ImmutableArray<IStep> StepsAfterRestart(Project project) => Check(project);

    /// <summary>What makes new files count.</summary>
    private static ImmutableArray<IStep> Apply(Project project) => project switch
    {
        { Script: not null } => [RunScript],
        { Mode: DeployMode.Systemd } => [RestartUnit],
        _ => [],
    };

    private static ImmutableArray<IStep> Check(Project project) => project.HealthCheck is { } settings ? [new CheckHealth(settings)] : [];
}
