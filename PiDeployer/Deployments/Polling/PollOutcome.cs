namespace PiDeployer.Deployments.Polling;

/// <summary>How one question ended.</summary>
internal abstract record PollOutcome
{
    /// <summary>There was an answer, and what it told has been seen to.</summary>
    internal sealed record Answered : PollOutcome;

    /// <param name="Reason">For the log.</param>
    /// <param name="Brief">The same without what others said, for everybody.</param>
    internal sealed record Failed(string Reason, string Brief) : PollOutcome;
}

/// <summary>How it stands with asking, for everybody to look at.</summary>
/// <param name="LastAnswer">Null before the first one.</param>
/// <param name="Error">Null when the last question was answered.</param>
internal sealed record PollStanding(DateTimeOffset? LastAnswer, string? Error);
