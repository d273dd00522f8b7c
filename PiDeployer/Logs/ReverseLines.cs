using Microsoft.Win32.SafeHandles;

namespace PiDeployer.Logs;

/// <summary>Reads a file line by line from its end, so that its last lines cost the same whatever its size.</summary>
internal static class ReverseLines
{
    /// <summary>A record or two: often the last one is all that is wanted. Each block is twice as large as the one before it.</summary>
    private const int FirstBlock = 4 * 1024;

    private const int LargestBlock = 64 * 1024;

    /// <summary>The newest line first, without their ends; the first one is empty when the file ends with a line's end, as it should.</summary>
    /// <param name="file">Open for reading.</param>
    /// <param name="start">What is before this is not looked at; in bytes.</param>
    /// <param name="end">Where to begin; in bytes.</param>
    /// <param name="longest">Of a longer line only its last bytes are given, and no more than these are kept in memory.</param>
    public static IEnumerable<byte[]> Read(SafeFileHandle file, long start, long end, int longest)
    {
        var block = new byte[(int)Math.Min(FirstBlock, end - start)];
        byte[] begun = []; // The end of a line whose beginning is still to be read.
        for (var position = end; position > start;)
        {
            var length = (int)Math.Min(block.Length, position - start);
            position -= length;
            Fill(file, block.AsSpan(0, length), position);
            while (block.AsSpan(0, length).LastIndexOf((byte)'\n') is var at and >= 0)
            {
                yield return Join(block.AsSpan(at + 1, length - at - 1), begun, longest);
                begun = [];
                length = at;
            }

            begun = Join(block.AsSpan(0, length), begun, longest);
            if (block.Length < LargestBlock && block.Length < position - start)
                block = new byte[block.Length * 2];
        }

        yield return begun;
    }

    private static byte[] Join(ReadOnlySpan<byte> first, byte[] second, int longest)
    {
        if (second.Length >= longest)
            return second;
        var kept = first[Math.Max(0, Math.Min(first.Length, first.Length + second.Length - longest))..];
        return [.. kept, .. second];
    }

    /// <summary>What was cut off meanwhile reads as zeros.</summary>
    private static void Fill(SafeFileHandle file, Span<byte> block, long offset)
    {
        while (!block.IsEmpty && RandomAccess.Read(file, block, offset) is var read and > 0)
        {
            block = block[read..];
            offset += read;
        }

        block.Clear();
    }
}
