using Microsoft.Win32.SafeHandles;

namespace PiDeployer.Installation;

/// <summary>Compares files, a block at a time.</summary>
internal static class SameContent
{
    private const int BlockSize = 64 * 1024;

    public static bool Of(string one, string other)
    {
        using var first = File.OpenHandle(one);
        using var second = File.OpenHandle(other);
        if (RandomAccess.GetLength(first) != RandomAccess.GetLength(second))
            return false;
        var (block, against) = (new byte[BlockSize], new byte[BlockSize]);
        for (long at = 0; ReadWhole(first, block, at) is var read and > 0; at += read)
        {
            if (ReadWhole(second, against, at) != read || !block.AsSpan(0, read).SequenceEqual(against.AsSpan(0, read)))
                return false;
        }

        return true;
    }

    /// <summary>A read may bring less than there is.</summary>
    private static int ReadWhole(SafeFileHandle file, byte[] block, long at)
    {
        var length = 0;
        while (length < block.Length && RandomAccess.Read(file, block.AsSpan(length), at + length) is var read and > 0)
            length += read;
        return length;
    }
}
