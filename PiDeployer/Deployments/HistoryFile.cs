using Microsoft.Win32.SafeHandles;

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

    /// <summary>Lines in the file, rubbish included; null until somebody counts.</summary>
    private int? count;

    /// <summary>Adds a line, and returns when the disk has it.</summary>
    /// <exception cref="IOException">It is not there, and neither is a part of it.</exception>
    public void Append(ReadOnlySpan<byte> line)
    {
        using var file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
        var end = RandomAccess.GetLength(file);
        count ??= Count(file, end);
        var isTorn = end > 0 && !EndsLine(file, end);
        try
        {
            byte[] whole = isTorn ? [(byte)'\n', .. line, (byte)'\n'] : [.. line, (byte)'\n'];
            RandomAccess.Write(file, whole, end);
            RandomAccess.FlushToDisk(file);
        }
        catch (IOException)
        {
            RandomAccess.SetLength(file, end);
            throw;
        }

        count += isTorn ? 2 : 1;
    }

    /// <summary>The newest first. What can not be read as an entry is given to <paramref name="onRubbish"/> as where that line is, counted from the end.</summary>
    public IEnumerable<DeploymentEntry> Read(Action<int> onRubbish) => Read([], onRubbish);

    /// <summary>Those that hold <paramref name="needle"/>; the others are not even parsed.</summary>
    public IEnumerable<DeploymentEntry> Read(byte[] needle, Action<int> onRubbish)
    {
        if (!File.Exists(path))
            yield break;
        using var file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
        var fromEnd = 0;
        foreach (var line in ReverseLines.Read(file, 0, RandomAccess.GetLength(file), LongestLine))
        {
            if (line.Length == 0 && fromEnd == 0)
                continue;
            fromEnd++;
            if (line.AsSpan().IndexOf(needle) < 0)
                continue;
            if (DeploymentEntries.TryParse(line, out var entry))
                yield return entry;
            else
                onRubbish(fromEnd);
        }
    }

    /// <summary>Forgets the oldest, once there are a good many more than <paramref name="keep"/>.</summary>
    public void Trim(int keep)
    {
        if (count is null || count <= keep + Math.Max(keep / 4, 10))
            return;
        using var file = File.OpenHandle(path);
        var end = RandomAccess.GetLength(file);
        var start = StartOfLast(file, end, keep);
        var temporary = $"{path}.tmp";
        using (var shorter = File.OpenHandle(temporary, FileMode.Create, FileAccess.Write))
        {
            var block = new byte[BlockSize];
            for (long at = 0; RandomAccess.Read(file, block, start + at) is var read and > 0; at += read)
                RandomAccess.Write(shorter, block.AsSpan(0, read), at);
            RandomAccess.FlushToDisk(shorter);
        }

        DurableFile.Move(temporary, path);
        count = keep;
    }

    private static bool EndsLine(SafeFileHandle file, long end)
    {
        Span<byte> last = stackalloc byte[1];
        return RandomAccess.Read(file, last, end - 1) == 1 && last[0] == '\n';
    }

    private static int Count(SafeFileHandle file, long end)
    {
        var lines = 0;
        var block = new byte[BlockSize];
        for (long at = 0; at < end && RandomAccess.Read(file, block, at) is var read and > 0; at += read)
            lines += block.AsSpan(0, read).Count((byte)'\n');
        return lines;
    }

    private static long StartOfLast(SafeFileHandle file, long end, int lines)
    {
        foreach (var line in ReverseLines.Read(file, 0, end, LongestLine).Skip(1).Take(lines))
            end -= line.Length + 1;
        return end;
    }
}
