namespace PiDeployer.Processes;

/// <summary>How a command ended. None of these is exceptional, so none is an exception.</summary>
internal abstract record CommandResult
{
    /// <summary>It ran to its own end. A command that a signal ended has 128 plus the signal's number.</summary>
    internal sealed record Exited(int Code) : CommandResult;

    /// <summary>We ended it, because the caller's token asked for that.</summary>
    internal sealed record Stopped : CommandResult;

    /// <summary>It never ran; the reason is written for the person who has to mend it.</summary>
    internal sealed record NotStarted(string Reason) : CommandResult;
}
