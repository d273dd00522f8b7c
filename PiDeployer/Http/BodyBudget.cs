using System.Buffers;
using System.Collections.Immutable;
using System.Threading.RateLimiting;

namespace PiDeployer.Http;

/// <summary>
/// Bounds the memory of all bodies being read at once. A body passes through lanes as it grows: everybody begins in the first, which alone holds an ordinary
/// webhook, and only one very large body is read at a time. So strangers who send large bodies get in each other's way, and not in the way of a push.
/// </summary>
/// <remarks>
/// In the first lane room is taken bit by bit, so that a stranger who announces much and sends little holds little. In the others it is taken for as much as the
/// body may need of the lane, before that is read: several half-read bodies that wait for each other would never end.
/// </remarks>
internal sealed class BodyBudget : IDisposable
{
    private const int Kibibyte = 1024;
    private const int Mebibyte = 1024 * Kibibyte;

    private const int LongestQueue = 128;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(8);

    private readonly ImmutableArray<Lane> lanes =
    [
        new(0, 64 * Kibibyte, part: 8 * Kibibyte, room: 8 * Mebibyte, patience: TimeSpan.FromSeconds(10)),
        new(64 * Kibibyte, 2 * Mebibyte, part: 2 * Mebibyte, room: 6 * Mebibyte, patience: TimeSpan.FromSeconds(5)),
        new(2 * Mebibyte, RequestBody.MaxBytes + 1, part: 24 * Mebibyte, room: 24 * Mebibyte, patience: TimeSpan.FromSeconds(15)),
    ];

    /// <summary>Waits for room for a body's next part, and gives it. Disposing the part gives the room back.</summary>
    /// <param name="position">How much of the body was read, in bytes: all that the parts before this one held.</param>
    /// <param name="length">How long the body is said to be; null when nobody said.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="BadHttpRequestException">503: there was no room for <see cref="LongestWait"/>.</exception>
    public async Task<BodyPart> RentAsync(long position, long? length, CancellationToken cancellationToken)
    {
        var lane = lanes.Last(lane => lane.Start <= position);
        // One byte more than is announced, to see that nothing follows.
        var size = (int)Math.Max(1, Math.Min(length + 1 ?? lane.End, Math.Min(lane.End, position + lane.Part)) - position);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(LongestWait);
        try
        {
            var lease = await lane.Limiter.AcquireAsync((size + Kibibyte - 1) / Kibibyte, limit.Token);
            if (lease.IsAcquired)
                return Rent(size, lane.Patience, lease);
            lease.Dispose();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Nobody gave room back in time.
        }

        throw NoRoom();
    }

    public void Dispose()
    {
        foreach (var lane in lanes)
            lane.Limiter.Dispose();
    }

    private static BodyPart Rent(int size, TimeSpan patience, RateLimitLease lease)
    {
        try
        {
            return new BodyPart(BodyMemory.Pool.Rent(size), size, patience, lease);
        }
        catch (InsufficientMemoryException)
        {
            lease.Dispose();
            throw NoRoom();
        }
    }

    private static BadHttpRequestException NoRoom() =>
        new("Too many requests with a body at once; try again in a few seconds.", StatusCodes.Status503ServiceUnavailable);

    private sealed class Lane(long start, long end, int part, int room, TimeSpan patience)
    {
        public long Start => start;

        public long End => end;

        /// <summary>How much is taken at a time.</summary>
        public int Part => part;

        /// <summary>How long a part may take to come; who is slower keeps others from the lane.</summary>
        public TimeSpan Patience => patience;

        /// <summary>A permit is a kibibyte.</summary>
        public ConcurrencyLimiter Limiter { get; } = new(new ConcurrencyLimiterOptions
        {
            PermitLimit = room / Kibibyte,
            QueueLimit = LongestQueue * (part / Kibibyte),
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        });
    }
}

/// <summary>A piece of memory for a body, and the room that it takes in the budget.</summary>
internal sealed class BodyPart(IMemoryOwner<byte> memory, int size, TimeSpan patience, IDisposable room) : IDisposable
{
    public Memory<byte> Memory => memory.Memory[..size];

    /// <summary>How long it may take to be filled.</summary>
    public TimeSpan Patience => patience;

    public void Dispose()
    {
        memory.Dispose();
        room.Dispose();
    }
}
