namespace PiDeployer.Processes;

/// <summary>Writes the same to two places.</summary>
internal sealed class BothOutputs(IOutput first, IOutput second) : IOutput
{
    public void Write(ReadOnlySpan<char> piece, bool endOfLine)
    {
        first.Write(piece, endOfLine);
        second.Write(piece, endOfLine);
    }

    public void Flush()
    {
        first.Flush();
        second.Flush();
    }
}
