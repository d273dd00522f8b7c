namespace PiDeployer.Processes;

/// <summary>Where a command's output goes. Never called by two threads at once.</summary>
internal interface IOutput
{
    /// <summary>Whether people see it: then secrets are masked, and what would garble a terminal is replaced. A program that has asked wants the answer as it is.</summary>
    bool IsShown => true;

    /// <summary>Takes a line, or a part of one too long to hold: <paramref name="endOfLine"/> is true with its last part.</summary>
    void Write(ReadOnlySpan<char> piece, bool endOfLine);

    /// <summary>Called when the command has nothing more to say for the moment.</summary>
    void Flush();
}
