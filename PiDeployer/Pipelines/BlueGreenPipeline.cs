using System.Collections.Immutable;
using PiDeployer.Pipelines.Steps;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Pipelines;

/// <summary>The steps of a project with two sides: the one that nobody is sent to is made ready, takes over, and the other ends when nobody is there any more.</summary>
internal static class BlueGreenPipeline
{
    public static ImmutableArray<IStep> Deploy(Project project) =>
    [
        FindSides.ForNew, .. Containers(project, OnSide.Serving(NoteImages.Before)), .. project.Pulls ? [new GitPull()] : ImmutableArray<IStep>.Empty,
        .. Containers(project, OnSide.Next(new ComposeConfig()), OnSide.Next(new ComposePull()), OnSide.Next(new ComposeBuild())),
        OnSide.Next(new EndSide()), .. Start(project, Compose.UpInPlace),
        .. TakeOver(project, NoteImages.After),
    ];

    /// <summary>For somebody who wishes an earlier state. Where the other side still runs it, people are only sent there again.</summary>
    /// <param name="project">Whose.</param>
    /// <param name="target">What is wanted.</param>
    /// <param name="id">The deployment that made it; null when none is known.</param>
    public static ImmutableArray<IStep> RollBack(Project project, Snapshot target, DeploymentId? id)
    {
        ImmutableArray<IStep> find = [], restore = [];
        if (target.Commit is { } commit && project.Pulls)
            (find, restore) = ([new FindCommit(commit)], [new RestoreCommit(commit)]);
        ImmutableArray<IStep> images = target.Images.IsEmpty
            ? [OnSide.Next(new ComposeBuild())]
            : [OnSide.Next(new RestoreImages(target.Images) { FileStays = true })];
        return
        [
            new FindSides(id), .. Containers(project, OnSide.Serving(NoteImages.Before)), .. find, .. Containers(project, OnSide.Next(new FindImages(target.Images))), .. restore,
            .. Containers(project, [OnSide.Next(new ComposeConfig()), .. images]),
            OnSide.Next(new EndSide()), .. Start(project, target.Images.IsEmpty ? Compose.UpInPlace : Compose.UpInPlaceAsItIs),
            .. TakeOver(project, NoteImages.AfterRollback(target.Images)),
        ];
    }

    /// <summary>After a failure, however far it came: people are on the side where they were, and the other one is gone.</summary>
    public static ImmutableArray<IStep> Return => [SwitchSide.Back, OnSide.Begun(new EndSide())];

    /// <summary>The same where people had been sent to the new side, so that the record says what they have now.</summary>
    public static ImmutableArray<IStep> ReturnAndNote(Project project) => [.. Return, .. Containers(project, OnSide.Old(NoteImages.After))];

    private static ImmutableArray<IStep> Start(Project project, Compose up) =>
    [
        .. project.Script is null ? ImmutableArray<IStep>.Empty : [OnSide.Next(new RunScript())],
        .. project.RunsTemplate ? ImmutableArray.Create<IStep>(OnSide.Next(new RestartUnit())) : [OnSide.Next(up), OnSide.Next(new WatchContainers("stays up"))],
        OnSide.Next(new AwaitAnswer()),
    ];

    /// <summary>
    /// A health check with a port in its address is of the side alone; any other goes the way that people go, which leads there only afterwards. Whatever can fail comes
    /// before the old side ends, since there is no way back from there.
    /// </summary>
    private static ImmutableArray<IStep> TakeOver(Project project, NoteImages note)
    {
        var isOfSide = project.HealthCheck?.Template is not null;
        ImmutableArray<IStep> check = project.HealthCheck is null ? [] : [isOfSide ? OnSide.Next(new CheckHealth()) : new CheckHealth()];
        return
        [
            .. isOfSide ? check : [], SwitchSide.ToNext, new VerifySide(), .. isOfSide ? [] : check,
            .. Containers(project, OnSide.NextAlways(note)), new DrainSide(),
        ];
    }

    private static ImmutableArray<IStep> Containers(Project project, params ImmutableArray<IStep> steps) => project.RunsCompose ? steps : [];
}
