using System.Threading.RateLimiting;

namespace PiDeployer.Http;

/// <summary>
/// Bounds the memory of all bodies being read at once, block by block. The first blocks of every body have a share of their own, so that strangers who fill the
/// rest with large bodies do not keep a webhook of ordinary size out.
/// </summary>
internal sealed class BodyBudget : IDisposable
{
    public const int BlockSize = 16 * 1024;

    private const int Mebibyte = 1024 * 1024;
    private const int FirstBlocks = 128 * 1024 / BlockSize;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(8);

    private readonly ConcurrencyLimiter first = Blocks(12 * Mebibyte);
    private readonly ConcurrencyLimiter rest = Blocks(28 * Mebibyte);

    /// <summary>Waits for room for a body's block number <paramref name="index"/>. Disposing the lease gives it back.</summary>
    /// <exception cref="BadHttpRequestException">503: there was none for <see cref="LongestWait"/>.</exception>
    public async ValueTask<IDisposable> TakeAsync(int index, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(LongestWait);
        try
        {
            var lease = await (index < FirstBlocks ? first : rest).AcquireAsync(1, limit.Token);
            if (lease.IsAcquired)
                return lease;
            lease.Dispose();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Nobody gave room back in time.
        }

        throw new BadHttpRequestException("Too many large requests at once; try again in a few seconds.", StatusCodes.Status503ServiceUnavailable);
    }

    public void Dispose()
    {
        first.Dispose();
        rest.Dispose();
    }

    private static ConcurrencyLimiter Blocks(int bytes) => new(new ConcurrencyLimiterOptions
    {
        PermitLimit = bytes / BlockSize,
        QueueLimit = 1024,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });
}
