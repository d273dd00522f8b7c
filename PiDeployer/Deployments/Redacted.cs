using PiDeployer.Processes;
using PiDeployer.Values;

namespace PiDeployer.Deployments;

/// <summary>Hides secrets in what callers tell, before it gets into records and answers. A commit's message may hold what should never have been committed.</summary>
internal static class Redacted
{
    public static Commit Commit(Commit commit, Redaction redaction) => commit with
    {
        Author = redaction.Apply(commit.Author),
        Message = redaction.Apply(commit.Message),
        Url = Address(commit.Url, redaction),
    };

    public static PushedCommits Commits(PushedCommits pushed, Redaction redaction) => pushed with
    {
        Newest = [.. pushed.Newest.Select(commit => Commit(commit, redaction))],
        Compare = Address(pushed.Compare, redaction),
    };

    /// <summary>An address with a secret in it leads nowhere without.</summary>
    private static Uri? Address(Uri? address, Redaction redaction) => address is not null && redaction.Apply(address.AbsoluteUri) == address.AbsoluteUri ? address : null;
}
