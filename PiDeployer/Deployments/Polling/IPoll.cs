using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Deployments.Polling;

/// <summary>A kind of news that can be asked for: of git, or of images.</summary>
internal interface IPoll
{
    /// <summary>How often it is wanted of a project; null when never.</summary>
    TimeSpan? IntervalOf(Project project);

    /// <summary>Asks, and does what there is to do about the answer.</summary>
    Task<PollOutcome> AskAsync(Project project, CancellationToken cancellationToken);

    /// <summary>Forgets what was seen of projects that are not asked for any more.</summary>
    void Forget(Func<ProjectName, bool> isAskedFor);
}
