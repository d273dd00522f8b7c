using System.Buffers;

namespace PiDeployer.Processes;

/// <summary>
/// Cuts one stream of characters into masked lines. A line longer than the buffer leaves in parts, never cut inside a secret, so memory stays flat
/// whatever a command prints.
/// </summary>
internal sealed class LineSplitter(Redaction secrets, IOutput output, Lock gate)
{
    private const int Capacity = 16 * 1024;
    private const char Replacement = '\uFFFD';

    /// <summary>What would garble a terminal or make a tool take the log for binary. Tab and escape (colours) stay.</summary>
    private static readonly SearchValues<char> Unprintable =
        SearchValues.Create("\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\n\v\f\r\u000e\u000f\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001c\u001d\u001e\u001f\u007f");

    private readonly Redaction redaction = output.IsShown ? secrets : Redaction.None;
    private readonly char[] buffer = new char[Math.Max(Capacity, 4 * secrets.LongestSecret)];
    private int count;
    private bool afterCarriageReturn;

    public void Write(ReadOnlySpan<char> text)
    {
        lock (gate)
        {
            while (!text.IsEmpty)
            {
                if (afterCarriageReturn && text[0] == '\n')
                    text = text[1..];
                afterCarriageReturn = false;

                var end = text.IndexOfAny('\n', '\r');
                Append(end < 0 ? text : text[..end]);
                if (end < 0)
                    break;
                afterCarriageReturn = text[end] == '\r';
                Emit(count, endOfLine: true);
                text = text[(end + 1)..];
            }

            output.Flush();
        }
    }

    /// <summary>The stream has ended; what is left was a line without an end.</summary>
    public void Complete()
    {
        lock (gate)
        {
            if (count > 0)
                Emit(count, endOfLine: true);
            output.Flush();
        }
    }

    private void Append(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (count == buffer.Length)
                Emit(SafeCut(), endOfLine: false);
            var taken = Math.Min(text.Length, buffer.Length - count);
            text[..taken].CopyTo(buffer.AsSpan(count));
            count += taken;
            text = text[taken..];
        }
    }

    /// <summary>As much of the full buffer as can leave now: a secret whose end has not arrived yet must still be seen whole.</summary>
    private int SafeCut()
    {
        var cut = count - Math.Max(0, redaction.LongestSecret - 1);
        for (var from = 0; redaction.FindFirst(buffer, from) is { } secret && secret.Start.Value < cut; from = secret.End.Value)
            cut = Math.Max(cut, secret.End.Value);
        return cut > 1 && char.IsHighSurrogate(buffer[cut - 1]) ? cut - 1 : cut; // The two halves of a character stay together.
    }

    private void Emit(int length, bool endOfLine)
    {
        var text = buffer.AsSpan(0, length);
        var from = 0;
        while (redaction.FindFirst(text, from) is { } secret)
        {
            Pass(text[from..secret.Start.Value], endOfLine: false);
            output.Write(Values.Secret.Mask, endOfLine: false);
            from = secret.End.Value;
        }

        Pass(text[from..], endOfLine);
        buffer.AsSpan(length, count - length).CopyTo(buffer);
        count -= length;
    }

    private void Pass(Span<char> text, bool endOfLine)
    {
        for (int next = output.IsShown ? text.IndexOfAny(Unprintable) : -1, at = 0; next >= 0; next = text[at..].IndexOfAny(Unprintable))
        {
            at += next;
            text[at] = Replacement;
        }

        output.Write(text, endOfLine);
    }
}
