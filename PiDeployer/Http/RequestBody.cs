using System.Buffers;

namespace PiDeployer.Http;

/// <summary>A request's whole body, as it came in. Dispose it as soon as it is understood.</summary>
internal sealed class RequestBody : IDisposable
{
    public const long MaxBytes = 25 * 1024 * 1024;

    private readonly List<BodyPart> parts = [];
    private int lastLength;

    private RequestBody()
    {
    }

    public ReadOnlySequence<byte> Bytes
    {
        get
        {
            var start = new Segment(Filled(0), null);
            var end = start;
            for (var i = 1; i < parts.Count; i++)
                end = new Segment(Filled(i), end);
            return new ReadOnlySequence<byte>(start, 0, end, end.Memory.Length);
        }
    }

    /// <exception cref="BadHttpRequestException">413, when it is larger than <see cref="MaxBytes"/>; 408, when it comes too slowly; 503, when there is no room for it.</exception>
    public static async Task<RequestBody> ReadAsync(HttpRequest request, BodyBudget budget, CancellationToken cancellationToken)
    {
        var body = new RequestBody();
        try
        {
            await body.FillAsync(request, budget, cancellationToken);
            Connections.Connection.Enter(request.HttpContext.Features, Connections.Stage.Answered);
            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var part in parts)
            part.Dispose();
        parts.Clear();
    }

    private async Task FillAsync(HttpRequest request, BodyBudget budget, CancellationToken cancellationToken)
    {
        var position = 0L;
        BodyPart part;
        do
        {
            part = await budget.RentAsync(position, request.ContentLength, cancellationToken);
            parts.Add(part);
            lastLength = await ReadAsync(request.Body, part, cancellationToken);
            position += lastLength;
            Connections.Connection.Enter(request.HttpContext.Features, Connections.Stage.Sending);
        }
        while (lastLength == part.Memory.Length);
    }

    private static async Task<int> ReadAsync(Stream source, BodyPart part, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(part.Patience);
        try
        {
            return await source.ReadAtLeastAsync(part.Memory, part.Memory.Length, throwOnEndOfStream: false, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new BadHttpRequestException("The body came too slowly.", StatusCodes.Status408RequestTimeout);
        }
        catch (IOException e) when (e is not BadHttpRequestException && !cancellationToken.IsCancellationRequested)
        {
            throw new BadHttpRequestException("The body could not be read.", e); // Such as a chunk's size that is no number.
        }
    }

    private ReadOnlyMemory<byte> Filled(int index) => index == parts.Count - 1 ? parts[index].Memory[..lastLength] : parts[index].Memory;

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
