using System.Text;

namespace PiDeployer.Logs;

/// <summary>Writes one deployment's output: when a segment is full the next one begins, and the oldest of too many is deleted.</summary>
internal sealed class SegmentedFile : IDisposable
{
    /// <summary>A segment ends at a line's end, unless that line is longer than this.</summary>
    private const int Patience = 64 * 1024;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly LogSegments segments;
    private readonly LogLimits limits;
    private readonly List<long> offsets;
    private FileStream stream;
    private StreamWriter writer;
    private bool isAtLineStart = true;

    /// <summary>Goes on at the end of what is there.</summary>
    /// <exception cref="IOException">It cannot be opened, or it is no file.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be opened.</exception>
    public SegmentedFile(LogSegments segments, LogLimits limits)
    {
        this.segments = segments;
        this.limits = limits;
        Directory.CreateDirectory(segments.Folder);
        offsets = segments.Offsets();
        if (offsets.Count == 0)
            offsets.Add(0);
        (stream, writer) = Open();
        if (EndsWithinALine())
            writer.Write('\n');
    }

    /// <summary>Of the whole output, as far as it was flushed, in bytes.</summary>
    public long Length => offsets[^1] + stream.Position;

    public void Write(ReadOnlySpan<char> piece, bool endOfLine)
    {
        // Counts what was flushed, which is near enough for a limit.
        if (stream.Position >= (isAtLineStart ? limits.SegmentBytes : limits.SegmentBytes + Patience))
            Advance();
        writer.Write(piece);
        if (endOfLine)
            writer.Write('\n');
        isAtLineStart = endOfLine;
    }

    public void Flush() => writer.Flush();

    /// <summary>Closes the file without writing what is left, which has just been shown to fail.</summary>
    public void Abandon() => stream.SafeFileHandle.Dispose();

    public void Dispose() => writer.Dispose();

    private void Advance()
    {
        writer.Flush();
        var next = Length;
        writer.Dispose();
        for (; offsets.Count >= limits.Segments; offsets.RemoveAt(0))
            File.Delete(segments.PathAt(offsets[0]));
        offsets.Add(next);
        (stream, writer) = Open();
    }

    private (FileStream Stream, StreamWriter Writer) Open()
    {
        var file = LogFile.OpenToAppend(segments.PathAt(offsets[^1]));
        return (file, new StreamWriter(file, Utf8, bufferSize: 4 * 1024));
    }

    /// <summary>Whoever wrote before us was killed, or the disk was full.</summary>
    private bool EndsWithinALine()
    {
        if (stream.Position == 0)
            return false;
        using var file = LogFile.OpenToRead(stream.Name);
        Span<byte> last = [(byte)'\n'];
        if (file is not null)
            _ = RandomAccess.Read(file, last, stream.Position - 1);
        return last[0] != '\n';
    }
}
