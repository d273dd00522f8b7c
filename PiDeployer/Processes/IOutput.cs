namespace PiDeployer.Processes;

/// <summary>Where a command's output goes, already masked. Never called by two threads at once.</summary>
internal interface IOutput
{
    /// <summary>Takes a line, or a part of one too long to hold: <paramref name="endOfLine"/> is true with its last part.</summary>
    void Write(ReadOnlySpan<char> piece, bool endOfLine);

    /// <summary>Called when the command has nothing more to say for the moment.</summary>
    void Flush();
}
