using PiDeployer.Processes;
using PiDeployer.Values;

namespace PiDeployer.Pipelines;

/// <summary>Passes a step's output on to the log, and keeps its last characters for the record and for those who are told of a failure.</summary>
internal sealed class StepOutput(IOutput log, Redaction redaction) : IOutput
{
    /// <summary>In characters.</summary>
    public const int TailLength = 2000;

    private readonly char[] ring = new char[TailLength];
    private long written;

    /// <summary>The last <see cref="TailLength"/> characters since <see cref="BeginStep"/>.</summary>
    public string Tail
    {
        get
        {
            var start = (int)(written % TailLength);
            var text = written <= TailLength ? new string(ring, 0, (int)written) : string.Concat(ring.AsSpan(start), ring.AsSpan(0, start));
            return text.TrimEnd('\n');
        }
    }

    public void BeginStep() => written = 0;

    /// <summary>Has these masked from now on, in the commands' output as well as in ours.</summary>
    public void Hide(IEnumerable<Secret> secrets) => redaction.Learn(secrets);

    /// <summary>A line of our own among the commands' output.</summary>
    public void WriteLine(string text)
    {
        Write(redaction.Apply(text), endOfLine: true);
        Flush();
    }

    public void Write(ReadOnlySpan<char> piece, bool endOfLine)
    {
        log.Write(piece, endOfLine);
        Keep(piece);
        if (endOfLine)
            Keep("\n");
    }

    public void Flush() => log.Flush();

    private void Keep(ReadOnlySpan<char> text)
    {
        var last = text.Length <= TailLength ? text : text[^TailLength..];
        written += text.Length - last.Length;
        var at = (int)(written % TailLength);
        var first = Math.Min(last.Length, TailLength - at);
        last[..first].CopyTo(ring.AsSpan(at));
        last[first..].CopyTo(ring);
        written += last.Length;
    }
}
