using System.Text;

namespace PiDeployer.Processes;

/// <summary>Keeps the beginning of what a command prints, for commands that are asked a question.</summary>
internal sealed class CapturedOutput : IOutput
{
    private const int MaxLength = 64 * 1024;

    private readonly StringBuilder text = new();

    /// <summary>Without the last line's end.</summary>
    public string Text => text.ToString().TrimEnd('\n');

    public void Write(ReadOnlySpan<char> piece, bool endOfLine)
    {
        text.Append(piece[..Math.Min(piece.Length, MaxLength - Math.Min(MaxLength, text.Length))]);
        if (endOfLine && text.Length < MaxLength)
            text.Append('\n');
    }

    public void Flush()
    {
    }
}
