using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace PiDeployer.Outgoing;

/// <summary>Tries again after what may pass: somebody busy, broken or not there. Nothing is thrown but the caller's own cancellation.</summary>
internal sealed class Tries
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    private readonly string name;
    private readonly TryLimits limits;
    private readonly ResiliencePipeline<Reply> pipeline;

    /// <param name="name">Who it is, for people.</param>
    /// <param name="limits">Of each call.</param>
    /// <param name="clock">For the pauses.</param>
    public Tries(string name, TryLimits limits, TimeProvider clock)
    {
        this.name = name;
        this.limits = limits;
        var builder = new ResiliencePipelineBuilder<Reply> { TimeProvider = clock };
        if (limits.Retries > 0)
        {
            builder.AddRetry(new RetryStrategyOptions<Reply>
            {
                MaxRetryAttempts = limits.Retries,
                BackoffType = DelayBackoffType.Exponential,
                Delay = FirstPause,
                MaxDelay = limits.LongestPause,
                UseJitter = true,
                ShouldHandle = new PredicateBuilder<Reply>().HandleResult(reply => reply is Reply.TryLater).Handle<TimeoutRejectedException>(),
                DelayGenerator = attempt => ValueTask.FromResult((attempt.Outcome.Result as Reply.TryLater)?.After),
            });
        }

        pipeline = builder.AddTimeout(limits.Try).Build();
    }

    public async Task<Reply> RunAsync(Func<CancellationToken, Task<Reply>> attempt, CancellationToken cancellationToken)
    {
        try
        {
            var reply = await pipeline.ExecuteAsync(async token => await attempt(token), cancellationToken);
            return reply is Reply.TryLater(_, var reason) ? GivenUp(reason) : reply;
        }
        catch (TimeoutRejectedException)
        {
            return GivenUp($"{name} did not answer within {limits.Try.TotalSeconds:0} s");
        }
    }

    private Reply.TryLater GivenUp(string reason) => new(null, limits.Retries > 0 ? $"{reason}, however often it was tried" : reason);
}
