using System.Collections.Immutable;
using PiDeployer.Deployments;
using PiDeployer.Values;

namespace PiDeployer.Feedback;

/// <summary>What an event means for which commits.</summary>
internal static class Reports
{
    /// <summary>An abbreviated hash names no commit to a forge.</summary>
    private const int ShortestWholeHash = 40;

    /// <summary>
    /// Empty when no commit is known. The end is told to the commit that was deployed, or was to be; and before it to the one that was pushed, where the pull brought another,
    /// or that one would be pending for ever.
    /// </summary>
    /// <param name="happened">The event.</param>
    /// <param name="repository">Whose commits they are.</param>
    /// <param name="publicAddress">Where people reach this program; null when nobody said.</param>
    public static ImmutableArray<Report> Of(DeploymentEvent happened, RepositoryName repository, Uri? publicAddress)
    {
        var deployment = happened.Deployment;
        if (deployment.Update is not null)
            return []; // What was told of is the commit of an image, which has a repository of its own.
        if (deployment.Removes && happened is not DeploymentEvent.Removed)
            return []; // No commit is deployed by it.
        var told = Whole(deployment.Commit);
        switch (happened)
        {
            case DeploymentEvent.Started(_, var project) when told is not null:
                return [About(told, Progress.Running, ReportText.OfStart, project.PublicAddress)];
            case DeploymentEvent.Finished(_, var result) finished when Whole(result.Commit) is { } deployed:
                var (progress, text, site) = (ProgressOf(result), ReportText.OfEnd(result), finished.Project?.PublicAddress);
                var end = About(deployed, progress, text, site);
                return told is null || told == deployed ? [end] : [About(told, progress, ReportText.Cut($"With {deployed.Short}: {text}"), site), end];
            case DeploymentEvent.Finished(_, var result) finished when told is not null:
                return [About(told, ProgressOf(result), ReportText.OfEnd(result), finished.Project?.PublicAddress)];
            default:
                return [];
        }

        Report About(CommitId commit, Progress progress, string text, Uri? site) => new(deployment.Id, deployment.Project, repository, commit, progress, text)
        {
            Log = publicAddress is null ? null : new Uri($"{publicAddress.AbsoluteUri.TrimEnd('/')}/#/deployments/{deployment.Id}"),
            Site = site,
        };
    }

    private static CommitId? Whole(Commit? commit) => commit?.Id is { Value.Length: >= ShortestWholeHash } id ? id : null;

    private static Progress ProgressOf(DeploymentResult result) => result switch
    {
        { Succeeded: true } => Progress.Succeeded,
        { State: DeploymentState.Cancelled or DeploymentState.Interrupted } => Progress.Stopped,
        _ => Progress.Failed,
    };
}
