using System.Globalization;

namespace PiDeployer.Cli.Client;

/// <summary>Finds where the last lines of a text begin, without keeping the text.</summary>
internal static class LastLines
{
    /// <summary>In bytes; null when it has no more lines than these.</summary>
    public static async Task<string?> OffsetAsync(Stream text, int lines, CancellationToken cancellationToken)
    {
        var starts = new long[lines + 1]; // A ring: where each of the last lines starts, and the one that is to come.
        var (count, position, buffer) = (0L, 0L, new byte[16 * 1024]);
        int read;
        while ((read = await text.ReadAsync(buffer, cancellationToken)) > 0)
        {
            for (var i = 0; i < read; i++)
            {
                if (buffer[i] == (byte)'\n')
                    starts[++count % starts.Length] = position + i + 1;
            }

            position += read;
        }

        return count <= lines ? null : starts[(count - lines) % starts.Length].ToString(CultureInfo.InvariantCulture);
    }
}
