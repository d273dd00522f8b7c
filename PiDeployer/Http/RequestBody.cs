using System.Buffers;

namespace PiDeployer.Http;

/// <summary>A request's whole body, as it came in, in pooled blocks. Dispose it as soon as it is understood.</summary>
internal sealed class RequestBody : IDisposable
{
    public const long MaxBytes = 25 * 1024 * 1024;

    /// <summary>For all of it. Forges give up after ten seconds.</summary>
    private static readonly TimeSpan ReadLimit = TimeSpan.FromSeconds(30);

    private readonly List<(byte[] Bytes, IDisposable Lease)> blocks = [];
    private int lastLength;

    private RequestBody()
    {
    }

    public ReadOnlySequence<byte> Bytes
    {
        get
        {
            if (blocks.Count == 0)
                return ReadOnlySequence<byte>.Empty;
            var start = new Segment(blocks[0].Bytes.AsMemory(0, LengthOf(0)), null);
            var end = start;
            for (var i = 1; i < blocks.Count; i++)
                end = new Segment(blocks[i].Bytes.AsMemory(0, LengthOf(i)), end);
            return new ReadOnlySequence<byte>(start, 0, end, end.Memory.Length);
        }
    }

    /// <exception cref="BadHttpRequestException">413, when it is larger than <see cref="MaxBytes"/>; 408, when it comes too slowly; 503, when there is no room for it.</exception>
    public static async Task<RequestBody> ReadAsync(HttpRequest request, BodyBudget budget, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(ReadLimit);
        var body = new RequestBody();
        try
        {
            await body.FillAsync(request.Body, budget, limit.Token);
            return body;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            body.Dispose();
            throw new BadHttpRequestException("The body came too slowly.", StatusCodes.Status408RequestTimeout);
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var (bytes, lease) in blocks)
        {
            ArrayPool<byte>.Shared.Return(bytes);
            lease.Dispose();
        }

        blocks.Clear();
    }

    private async Task FillAsync(Stream source, BodyBudget budget, CancellationToken cancellationToken)
    {
        do
        {
            var lease = await budget.TakeAsync(blocks.Count, cancellationToken);
            blocks.Add((ArrayPool<byte>.Shared.Rent(BodyBudget.BlockSize), lease));
            lastLength = await source.ReadAtLeastAsync(
                blocks[^1].Bytes.AsMemory(0, BodyBudget.BlockSize), BodyBudget.BlockSize, throwOnEndOfStream: false, cancellationToken);
        }
        while (lastLength == BodyBudget.BlockSize);
    }

    private int LengthOf(int index) => index == blocks.Count - 1 ? lastLength : BodyBudget.BlockSize;

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? previous)
        {
            Memory = memory;
            if (previous is null)
                return;
            RunningIndex = previous.RunningIndex + previous.Memory.Length;
            previous.Next = this;
        }
    }
}
