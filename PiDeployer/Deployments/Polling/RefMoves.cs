using System.Collections.Immutable;
using PiDeployer.Pipelines.Git;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Deployments.Polling;

/// <summary>What is new at a remote since it was looked at last.</summary>
/// <param name="Pushed">What moved, and nobody has told of.</param>
/// <param name="Gone">What is not there any more, and something is left of.</param>
/// <param name="Seen">Where everything stands, with what is in the two others as it was before.</param>
internal sealed record RefMoves(ImmutableArray<RemoteRef> Pushed, ImmutableArray<GitRef> Gone, Dictionary<string, string> Seen)
{
    /// <param name="project">Who follows these.</param>
    /// <param name="before">What was seen before; null when this is the first look.</param>
    /// <param name="refs">What the remote has now.</param>
    /// <param name="head">What is checked out; null where that says nothing.</param>
    /// <param name="news">What else is known.</param>
    public static RefMoves Of(Project project, SeenRefs? before, ImmutableArray<RemoteRef> refs, CommitId? head, PushNews news)
    {
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        var pushed = new List<RemoteRef>();
        foreach (var found in refs)
        {
            var name = $"{found.Ref}";
            var known = before?.Ids.GetValueOrDefault(name);
            // At the first look there is nothing to compare several branches with; of a single one, the checkout says it.
            var isNews = known is not null ? known != found.Id.Value
                : project.FollowsSeveralRefs ? before is not null
                : found.Commit != head;
            if (!isNews || news.IsKnown(project, found, before?.NotedAt))
            {
                seen[name] = found.Id.Value;
                continue;
            }

            pushed.Add(found);
            if (known is not null)
                seen[name] = known;
        }

        var gone = Ended(project, before, refs, news);
        foreach (var one in gone)
            seen[$"{one}"] = before?.Ids.GetValueOrDefault($"{one}") ?? "";
        return new RefMoves(Wanted(project, pushed, seen, news), gone, seen);
    }

    /// <summary>Of several that could only be deployed in the same place, the last one would be there in the end.</summary>
    private static ImmutableArray<RemoteRef> Wanted(Project project, List<RemoteRef> pushed, Dictionary<string, string> seen, PushNews news)
    {
        if (news.IsDeploying(project))
            return [];
        if (project.Environments is not null || pushed is not [.. var others, var last])
            return [.. pushed];
        foreach (var other in others)
            seen[$"{other.Ref}"] = other.Id.Value;
        return [last];
    }

    /// <summary>Only an environment is left of a branch.</summary>
    private static ImmutableArray<GitRef> Ended(Project project, SeenRefs? before, ImmutableArray<RemoteRef> refs, PushNews news)
    {
        if (project.Environments is null)
            return [];
        return [.. news.EnvironmentsOf(project).Select(branch => new GitRef.Branch(branch)).Where(branch => project.Tracks(branch) && refs.All(found => found.Ref != branch))];
    }
}
