using System.Collections.Immutable;

namespace PiDeployer.Checks.Deployable;

/// <summary>What somebody has begun in a checkout and not ended. Git pulls nothing until then.</summary>
/// <param name="Trace">What git leaves in its folder meanwhile; a file or a folder: <see href="https://git-scm.com/docs/gitrevisions"/>.</param>
/// <param name="Name">For people, at a sentence's begin.</param>
/// <param name="Abort">What git is told to take it back.</param>
internal sealed record UnfinishedWork(string Trace, string Name, string Abort)
{
    /// <summary>The first that fits counts: a rebase leaves the traces of others too.</summary>
    private static readonly ImmutableArray<UnfinishedWork> Known =
    [
        new("rebase-merge", "A rebase", "rebase --abort"),
        new("rebase-apply/applying", "Applying patches", "am --abort"),
        new("rebase-apply", "A rebase", "rebase --abort"),
        new("MERGE_HEAD", "A merge", "merge --abort"),
        new("CHERRY_PICK_HEAD", "A cherry-pick", "cherry-pick --abort"),
        new("REVERT_HEAD", "A revert", "revert --abort"),
    ];

    /// <param name="gitDirectory">As git names it: that of this work tree, which need not be <c>.git</c>.</param>
    public static UnfinishedWork? In(string gitDirectory) => Known.FirstOrDefault(work => Path.Exists(Path.Combine(gitDirectory, work.Trace)));
}
