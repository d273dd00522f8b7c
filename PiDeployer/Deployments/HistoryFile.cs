using Microsoft.Win32.SafeHandles;
using PiDeployer.Logs;
using PiDeployer.Values;

namespace PiDeployer.Deployments;

/// <summary>
/// One project's history: a line of JSON for each deployment, in the order in which they ended. Lines are only ever added; what a power cut tore or a disk
/// spoiled is passed over.
/// </summary>
internal sealed class HistoryFile(string path)
{
    /// <summary>Nothing of ours comes near this; what is longer is rubbish.</summary>
    private const int LongestLine = 1024 * 1024;

    private const int BlockSize = 64 * 1024;
    private const long Unknown = -1;

    /// <summary>Lines in the file, rubbish included; null until somebody counts.</summary>
    private int? count;
    private long newest = Unknown;

    /// <summary>Adds a line, and returns when the disk has it.</summary>
    /// <exception cref="IOException">It is not there, and neither is a part of it.</exception>
    public void Append(DeploymentEntry entry)
    {
        LogFile.Check(path);
        using var file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
        var end = RandomAccess.GetLength(file);
        count ??= CountLines(file, 0, end);
        var isTorn = end > 0 && !EndsLine(file, end);
        try
        {
            var line = entry.ToUtf8();
            byte[] whole = isTorn ? [(byte)'\n', .. line, (byte)'\n'] : [.. line, (byte)'\n'];
            RandomAccess.Write(file, whole, end);
            RandomAccess.FlushToDisk(file);
            if (end == 0)
                DurableFile.FlushFolder(path); // Its name is as new as it is.
        }
        catch (IOException)
        {
            RandomAccess.SetLength(file, end);
            throw;
        }

        count += isTorn ? 2 : 1;
        Interlocked.Exchange(ref newest, entry.Number ?? 0);
    }

    /// <summary>The highest number in it; 0 when there is none. Only the first time does it look into the file.</summary>
    public long Newest(Action<int> onRubbish)
    {
        if (Interlocked.Read(ref newest) == Unknown)
            Remember(Read(int.MaxValue, null, [], onRubbish).FirstOrDefault()?.Number ?? 0);
        return Interlocked.Read(ref newest);
    }

    /// <summary>The newest first.</summary>
    /// <param name="keep">Lines before the last so many are forgotten, although they may still be there.</param>
    /// <param name="before">Only those with a lower number; null for no such bound.</param>
    /// <param name="needle">Only those that hold it; the others are not even parsed.</param>
    /// <param name="onRubbish">Given what can not be read as an entry, as where that line is, counted from the end.</param>
    public IEnumerable<DeploymentEntry> Read(int keep, long? before, byte[] needle, Action<int> onRubbish)
    {
        using var file = LogFile.OpenToRead(path);
        if (file is null)
            yield break;
        var length = RandomAccess.GetLength(file);
        var (end, after, isCounted) = (length, 0L, true);
        if (before is { } bound)
        {
            // At most so many lines are after that. Mostly this is enough to know, and counting them would cost more than reading a page.
            end = HistorySearch.EndBefore(file, length, bound, LongestLine);
            (after, isCounted) = (Newest(onRubbish) - bound + 1, false);
        }

        int FromEnd(int read)
        {
            if (!isCounted)
                (after, isCounted) = (CountLines(file, end, length), true);
            return (int)after + read;
        }

        var read = 0;
        foreach (var line in ReverseLines.Read(file, 0, end, LongestLine).Where((line, i) => i > 0 || line.Length > 0))
        {
            read++;
            if (after + read > keep && FromEnd(read) > keep)
                yield break;
            if (line.AsSpan().IndexOf(needle) < 0 || (before is { } number && HistorySearch.TryReadNumber(line, out var found) && found >= number))
                continue;
            if (!DeploymentEntries.TryParse(line, out var entry) || !IsOurs(entry))
            {
                onRubbish(FromEnd(read));
                continue;
            }

            if (before is null && needle.Length == 0)
                Remember(entry.Number ?? 0);
            yield return entry;
        }
    }

    /// <summary>Forgets the oldest, once there are a good many more than <paramref name="keep"/>.</summary>
    public void Trim(int keep)
    {
        if (count is not { } lines || lines <= keep + Math.Max(keep / 4, 10))
            return;
        using var file = File.OpenHandle(path);
        DurableFile.Write(path, file, AfterLines(file, lines - keep));
        count = keep;
    }

    /// <summary>One of the project whose history this is, that has ended.</summary>
    private bool IsOurs(DeploymentEntry entry) =>
        entry is { Number: > 0 } && entry.Project == Path.GetFileNameWithoutExtension(path) && DeploymentStates.TryParse(entry.State) is { } state && !DeploymentStates.InFlight.Contains(state);

    /// <summary>A reading that began before the last line was added knows less than <see cref="Append"/> does.</summary>
    private void Remember(long number) => Interlocked.CompareExchange(ref newest, number, Unknown);

    private static bool EndsLine(SafeFileHandle file, long end)
    {
        Span<byte> last = stackalloc byte[1];
        return RandomAccess.Read(file, last, end - 1) == 1 && last[0] == '\n';
    }

    private static int CountLines(SafeFileHandle file, long start, long end)
    {
        var lines = 0;
        var block = new byte[(int)Math.Min(BlockSize, end - start)];
        for (var at = start; at < end && RandomAccess.Read(file, block, at) is var read and > 0; at += read)
            lines += block.AsSpan(0, (int)Math.Min(read, end - at)).Count((byte)'\n');
        return lines;
    }

    /// <summary>Where the line after the first so many begins.</summary>
    private static long AfterLines(SafeFileHandle file, int lines)
    {
        var block = new byte[BlockSize];
        var at = 0L;
        while (RandomAccess.Read(file, block, at) is var read and > 0)
        {
            for (var i = 0; i < read; i++)
            {
                if (block[i] == '\n' && --lines == 0)
                    return at + i + 1;
            }

            at += read;
        }

        return at;
    }
}
