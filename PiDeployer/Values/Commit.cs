namespace PiDeployer.Values;

/// <summary>What is known of a commit, from a push or from the checkout itself.</summary>
/// <param name="Id">Its hash.</param>
/// <param name="Author">The author's name, unfiltered.</param>
/// <param name="Message">The whole message, unfiltered.</param>
/// <param name="Url">Where people can look at it; null when nobody said.</param>
internal sealed record Commit(CommitId Id, string Author, string Message, Uri? Url);
