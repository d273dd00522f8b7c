using PiDeployer.Processes;
using PiDeployer.Values;

namespace PiDeployer.Http;

/// <summary>Hides secrets in what callers tell, before it gets into records and answers.</summary>
internal static class Redacted
{
    /// <summary>A commit's message may hold what should never have been committed.</summary>
    public static Commit Commit(Commit commit, Redaction redaction) => commit with
    {
        Author = redaction.Apply(commit.Author),
        Message = redaction.Apply(commit.Message),
        Url = commit.Url is { } url && redaction.Apply(url.AbsoluteUri) == url.AbsoluteUri ? url : null,
    };
}
