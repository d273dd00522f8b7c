using System.Collections.Immutable;
using PiDeployer.Pipelines.Git;
using PiDeployer.Processes;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Deployments;

/// <summary>Asks git which of a push's projects have a change under their paths since they were last deployed.</summary>
/// <param name="lastDeployed">
/// What the project runs; null when there is none, when it is not sure, as after a failure, and while another is being deployed. Then the push is deployed unasked.
/// </param>
/// <param name="commandsWith">Makes what runs git, hiding these secrets.</param>
/// <param name="logger">Told what could not be found out.</param>
/// <param name="stopping">The program's end, which waits for nobody's remote.</param>
internal sealed partial class PathConditions(
    Func<ProjectName, CommitId?> lastDeployed,
    Func<Redaction, CommandRunner> commandsWith,
    ILogger<PathConditions> logger,
    CancellationToken stopping)
{
    /// <summary>The projects that are to be skipped, and why.</summary>
    /// <param name="projects">Those that follow what was pushed.</param>
    /// <param name="pushed">What that was.</param>
    /// <param name="redaction">Of what git says.</param>
    /// <param name="patience">Ends with that of whoever asks; what is not known by then is deployed.</param>
    public async Task<ImmutableArray<SkippedProject>> SkippedAsync(ImmutableArray<Project> projects, GitRef pushed, Redaction redaction, CancellationToken patience)
    {
        if (projects.All(project => project.Paths.IsEmpty && project.PathsIgnore.IsEmpty))
            return [];
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience, stopping);
        var skipped = ImmutableArray.CreateBuilder<SkippedProject>();
        foreach (var project in projects)
        {
            if (await WhyNotAsync(project, pushed, redaction, either.Token) is { } reason)
                skipped.Add(new SkippedProject(project.Name, reason));
        }

        return skipped.ToImmutable();
    }

    private async Task<string?> WhyNotAsync(Project project, GitRef pushed, Redaction redaction, CancellationToken cancellationToken)
    {
        if ((project.Paths.IsEmpty && project.PathsIgnore.IsEmpty) || lastDeployed(project.Name) is not { } since)
            return null;
        var changed = await ChangedPaths.AskAsync(project, pushed, since, commandsWith(redaction), cancellationToken);
        if (changed is ChangedPaths.Unknown(var why))
            Log.Unknown(logger, project.Name.Value, redaction.Apply(why));
        return changed is ChangedPaths.Untouched ? redaction.Apply(Reason(project)) : null;
    }

    private static string Reason(Project project)
    {
        var ignored = project.PathsIgnore.IsEmpty ? "" : $"paths_ignore: {string.Join(", ", project.PathsIgnore)}";
        return project.Paths.IsEmpty ? $"no change but under {ignored}"
            : ignored.Length == 0 ? $"no change under paths: {string.Join(", ", project.Paths)}"
            : $"no change under paths: {string.Join(", ", project.Paths)} but under {ignored}";
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "A push for {Project} is deployed, since what it changed could not be found out: {Reason}")]
        public static partial void Unknown(ILogger logger, string project, string reason);
    }
}

/// <param name="Reason">Why it is not concerned.</param>
internal sealed record SkippedProject(ProjectName Project, string Reason);
