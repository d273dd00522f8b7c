using System.Text;
using PiDeployer.Processes;

namespace PiDeployer.Tests.Infra;

/// <summary>Keeps what a command prints, and lets a test wait for a word of it.</summary>
internal sealed class TextOutput : IOutput
{

    private readonly Lock gate = new();
    private readonly StringBuilder text = new();

    public string Text
    {
        get
        {
            lock (gate)
                return text.ToString();
        }
    }

    /// <summary>Without the empty one after the last line's end.</summary>
    public string[] Lines => Text is { Length: > 0 } all ? all.TrimEnd('\n').Split('\n') : [];

    /// <summary>How many pieces came, whole lines and parts of lines.</summary>
    public int Pieces { get; private set; }

    public int LongestPiece { get; private set; }

    public void Write(ReadOnlySpan<char> piece, bool endOfLine)
    {
        lock (gate)
        {
            Pieces++;
            LongestPiece = Math.Max(LongestPiece, piece.Length);
            text.Append(piece).Append(endOfLine ? "\n" : "");
        }
    }

    public void Flush()
    {
    }

    public Task WaitForAsync(string word) => Eventually.TrueAsync(() => Text.Contains(word, StringComparison.Ordinal), $"'{word}' in the output");
}
