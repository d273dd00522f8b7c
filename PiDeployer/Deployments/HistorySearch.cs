using System.Buffers.Text;
using Microsoft.Win32.SafeHandles;
using PiDeployer.Logs;

namespace PiDeployer.Deployments;

/// <summary>Finds a place in a history by its numbers, which only grow: a few small reads, whatever the file's size.</summary>
internal static class HistorySearch
{
    /// <summary>What is left to be read line by line; in bytes.</summary>
    private const int Near = 4 * 1024;

    private static ReadOnlySpan<byte> Beginning => "{\"number\":"u8;

    /// <summary>A line's start, not far after the last line with a lower number; everything from there on has that number or a higher one, as far as it can be read.</summary>
    /// <param name="file">Open for reading.</param>
    /// <param name="length">Its length, in bytes.</param>
    /// <param name="number">The bound.</param>
    /// <param name="longestLine">A longer one is rubbish; in bytes.</param>
    public static long EndBefore(SafeFileHandle file, long length, long number, int longestLine)
    {
        var (low, high) = (0L, length);
        while (high - low > Near && TryReadBefore(file, low, low + ((high - low) / 2), longestLine, out var start, out var end, out var found))
        {
            if (found < number)
                low = end;
            else
                high = start;
        }

        return high;
    }

    /// <summary>It is the first thing in a record, and reading all of that would take most of the time of a search.</summary>
    public static bool TryReadNumber(ReadOnlySpan<byte> line, out long number)
    {
        number = 0;
        return line.StartsWith(Beginning) && Utf8Parser.TryParse(line[Beginning.Length..], out number, out _);
    }

    /// <summary>The last whole line before <paramref name="middle"/> that is a record; false when there is none, and then nobody knows on which side to go on.</summary>
    private static bool TryReadBefore(SafeFileHandle file, long low, long middle, int longestLine, out long start, out long end, out long number)
    {
        (start, end, number) = (middle, middle, 0);
        var isWhole = false; // The first one ends somewhere after the middle.
        foreach (var line in ReverseLines.Read(file, low, middle, longestLine))
        {
            if (line.Length >= longestLine)
                return false;
            (start, end) = (start - line.Length, start + 1);
            if (isWhole && TryReadNumber(line, out number))
                return true;
            isWhole = true;
            start--;
        }

        return false;
    }
}
