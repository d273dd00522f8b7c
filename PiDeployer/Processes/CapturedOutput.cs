using System.Text;

namespace PiDeployer.Processes;

/// <summary>Keeps the beginning of what a command prints, for commands that are asked a question.</summary>
/// <param name="maxLength">How much of it, in characters.</param>
internal sealed class CapturedOutput(int maxLength = CapturedOutput.UsualLength) : IOutput
{
    private const int UsualLength = 64 * 1024;

    private readonly StringBuilder text = new();

    /// <inheritdoc/>
    public bool IsShown { get; init; } = true;

    /// <summary>Whether there may have been more.</summary>
    public bool IsFull => text.Length >= maxLength;

    /// <summary>Without the last line's end.</summary>
    public string Text => text.ToString().TrimEnd('\n');

    public void Write(ReadOnlySpan<char> piece, bool endOfLine)
    {
        text.Append(piece[..Math.Min(piece.Length, maxLength - Math.Min(maxLength, text.Length))]);
        if (endOfLine && text.Length < maxLength)
            text.Append('\n');
    }

    public void Flush()
    {
    }
}
