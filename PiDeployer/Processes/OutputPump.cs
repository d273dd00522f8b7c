using System.Buffers;
using System.Text;

namespace PiDeployer.Processes;

/// <summary>Brings what a command says to its lines, as it comes.</summary>
internal static class OutputPump
{
    /// <summary>Ends with the stream, or when it is abandoned; what was read by then stands.</summary>
    public static async Task RunAsync(Stream stream, LineSplitter lines, CancellationToken abandoned)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(16 * 1024);
        var chars = ArrayPool<char>.Shared.Rent(Encoding.UTF8.GetMaxCharCount(bytes.Length));
        var decoder = Encoding.UTF8.GetDecoder(); // It keeps a character that is split between two reads, and replaces what is not UTF-8.
        try
        {
            int read;
            while ((read = await stream.ReadAsync(bytes, abandoned)) > 0)
                lines.Write(chars.AsSpan(0, decoder.GetChars(bytes.AsSpan(0, read), chars, flush: false)));
        }
        catch (OperationCanceledException) when (abandoned.IsCancellationRequested)
        {
            // Its reader has given up.
        }

        lines.Write(chars.AsSpan(0, decoder.GetChars([], chars, flush: true)));
        lines.Complete();
        ArrayPool<byte>.Shared.Return(bytes);
        ArrayPool<char>.Shared.Return(chars);
    }
}
