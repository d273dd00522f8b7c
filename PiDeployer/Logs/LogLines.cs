using System.Buffers;

namespace PiDeployer.Logs;

/// <summary>Cuts a log into lines, with one small pooled buffer that grows only for long ones.</summary>
internal sealed class LogLines(LogReader reader) : IDisposable
{
    /// <summary>Of a line with its end, in bytes; a longer one comes in parts.</summary>
    public const int LongestLine = 64 * 1024;

    private const int UsualBuffer = 8 * 1024;

    private byte[] buffer = ArrayPool<byte>.Shared.Rent(UsualBuffer);

    // The bytes that were read and not taken yet; up to the third index there is no line's end among them.
    private int from;
    private int to;
    private int searched;
    private (int Start, int End) text;
    private long missing;

    /// <summary>The latest line or part, without the line's end (<c>\n</c> or <c>\r\n</c>). Valid until the next one.</summary>
    public ReadOnlySpan<byte> Text => buffer.AsSpan(text.Start..text.End);

    /// <summary>Where the latest piece ends in the whole output, in bytes.</summary>
    public long End { get; private set; } = reader.Position;

    /// <summary>How many bytes the latest <see cref="LogPiece.Gap"/> lacks.</summary>
    public long Missing { get; private set; }

    /// <param name="isOver">Nothing more is being written, so a last line without an end is a line.</param>
    /// <exception cref="IOException">The log cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public LogPiece Next(bool isOver)
    {
        while (true)
        {
            if (buffer.AsSpan(searched, to - searched).IndexOf((byte)'\n') is var found and >= 0)
                return TakeLine(searched + found, searched + found + 1);
            searched = to;
            if (missing > 0)
                return from == to ? TakeGap() : TakeLine(to, to);
            if (to - from >= LongestLine)
                return TakePart();

            MakeRoom();
            var read = reader.Read(buffer.AsSpan(to));
            to += read;
            if (read == 0 && (missing = reader.SkipGap()) == 0)
                return isOver && from < to ? TakeLine(to, to) : LogPiece.None;
        }
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(buffer);
        (buffer, from, to, searched, text) = ([], 0, 0, 0, (0, 0));
    }

    private LogPiece TakeLine(int end, int next)
    {
        var withCarriageReturn = end > from && buffer[end - 1] == '\r';
        return Take(LogPiece.Line, withCarriageReturn ? end - 1 : end, next);
    }

    /// <summary>Leaves the last character for the next piece, since it may not be whole yet, or the first half of <c>\r\n</c>.</summary>
    private LogPiece TakePart()
    {
        var end = to - 1;
        while (end > to - 4 && (buffer[end] & 0xC0) == 0x80)
            end--;
        return Take(LogPiece.Part, end, end);
    }

    private LogPiece TakeGap()
    {
        End += missing;
        (Missing, missing) = (missing, 0);
        return LogPiece.Gap;
    }

    private LogPiece Take(LogPiece piece, int end, int next)
    {
        End += next - from;
        text = (from, end);
        (from, searched) = (next, next);
        return piece;
    }

    private void MakeRoom()
    {
        if (from == to)
        {
            if (buffer.Length > UsualBuffer)
                Replace(UsualBuffer);
            (from, to, searched) = (0, 0, 0);
        }
        else if (to == buffer.Length && from == 0)
        {
            Replace(2 * buffer.Length);
        }
        else if (to == buffer.Length)
        {
            buffer.AsSpan(from..to).CopyTo(buffer);
            (from, to, searched) = (0, to - from, searched - from);
        }
    }

    private void Replace(int size)
    {
        var other = ArrayPool<byte>.Shared.Rent(size);
        buffer.AsSpan(from..to).CopyTo(other);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = other;
    }
}
