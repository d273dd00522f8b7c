using Microsoft.Win32.SafeHandles;

namespace PiDeployer.Logs;

/// <summary>Reads one deployment's log from any place on, while it may still be written and its oldest segments be deleted.</summary>
internal sealed class LogReader : IDisposable
{
    private readonly LogSegments segments;
    private readonly long segmentBytes;
    private SafeFileHandle? file;
    private long fileOffset;

    /// <param name="segments">Where the log is.</param>
    /// <param name="segmentBytes">After how many bytes a segment may be followed by another one.</param>
    /// <param name="offset">In bytes of the whole output; one beyond the end means the end.</param>
    /// <exception cref="IOException">The log cannot be read, or is no file.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public LogReader(LogSegments segments, long segmentBytes, long offset)
    {
        this.segments = segments;
        this.segmentBytes = segmentBytes;
        var offsets = segments.Offsets();
        Exists = offsets.Count > 0;
        End = Exists ? EndOf(offsets[^1]) : 0;
        Position = Math.Min(offset, End);
        if (offsets.FindLastIndex(start => start <= Position) is var holding and >= 0)
            Open(offsets[holding]);
    }

    /// <summary>Whether anything of it was there when it was opened.</summary>
    public bool Exists { get; }

    /// <summary>How long the whole output was when it was opened, in bytes.</summary>
    public long End { get; }

    /// <summary>In bytes of the whole output.</summary>
    public long Position { get; private set; }

    /// <summary>How many bytes were read; 0 where there is nothing more for now, or a gap.</summary>
    /// <exception cref="IOException">As when opening.</exception>
    public int Read(Span<byte> buffer)
    {
        var count = ReadHere(buffer);
        if (count == 0 && Open(Position))
            count = ReadHere(buffer);
        Position += count;
        return count;
    }

    /// <summary>How many bytes from <see cref="Position"/> on were deleted meanwhile; it then stands after them. 0 as a rule, and where there is more to read after all.</summary>
    /// <exception cref="IOException">As when opening.</exception>
    public long SkipGap()
    {
        if (file is not null && Position - fileOffset < segmentBytes)
            return 0; // Nothing can follow yet, and looking into the folder costs more than this.
        for (var next = FirstAfter(Position); next is not null;)
        {
            // Since the reader came to its end here, this segment may have grown, or the next one begun. Now that a later one was seen, neither can happen any more.
            if (CanReadOn())
                return 0;
            // What comes while a folder is listed may be missed, so only what is the first twice is the first.
            var before = next;
            next = FirstAfter(Position);
            if (next != before || next is not { } first || !Open(first))
                continue;
            var missing = first - Position;
            Position = first;
            return missing;
        }

        return 0;
    }

    public void Dispose() => file?.Dispose();

    private int ReadHere(Span<byte> buffer) => file is null ? 0 : RandomAccess.Read(file, buffer, Position - fileOffset);

    private bool CanReadOn()
    {
        Span<byte> one = stackalloc byte[1];
        return ReadHere(one) > 0 || Open(Position);
    }

    /// <summary>Where the first segment after a place begins; null when there is none.</summary>
    private long? FirstAfter(long offset) => segments.Offsets().Find(start => start > offset) is var found and > 0 ? found : null;

    private bool Open(long offset)
    {
        if ((file is not null && offset == fileOffset) || LogFile.OpenToRead(segments.PathAt(offset)) is not { } opened)
            return false;
        file?.Dispose();
        (file, fileOffset) = (opened, offset);
        return true;
    }

    private long EndOf(long offset)
    {
        using var last = LogFile.OpenToRead(segments.PathAt(offset));
        return offset + (last is null ? 0 : RandomAccess.GetLength(last));
    }
}
