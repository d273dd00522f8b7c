using System.Net.Http.Headers;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace PiDeployer.Feedback;

/// <summary>Calls one forge's API, and calls again after what may pass: a busy forge, a broken one, one that is not there. Nothing is thrown but the caller's own cancellation.</summary>
internal sealed class ForgeClient
{
    private const int MaxResponseBytes = 1024 * 1024;

    private static readonly TimeSpan TryTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    private readonly ForgeIdentity forge;
    private readonly HttpClient http;
    private readonly ForgeVerdict verdict;
    private readonly ResiliencePipeline<ForgeAnswer> pipeline;

    /// <param name="forge">Which one.</param>
    /// <param name="http">One of <see cref="NewHttp"/>.</param>
    /// <param name="clock">For the pauses.</param>
    public ForgeClient(ForgeIdentity forge, HttpClient http, TimeProvider clock)
    {
        this.forge = forge;
        this.http = http;
        verdict = new ForgeVerdict(forge, clock);
        pipeline = new ResiliencePipelineBuilder<ForgeAnswer> { TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions<ForgeAnswer>
            {
                MaxRetryAttempts = 4,
                BackoffType = DelayBackoffType.Exponential,
                Delay = FirstPause,
                UseJitter = true,
                ShouldHandle = new PredicateBuilder<ForgeAnswer>().HandleResult(answer => answer is ForgeAnswer.TryLater).Handle<TimeoutRejectedException>(),
                DelayGenerator = attempt => ValueTask.FromResult((attempt.Outcome.Result as ForgeAnswer.TryLater)?.After),
            })
            .AddTimeout(TryTimeout)
            .Build();
    }

    /// <summary>A client that follows no redirect: whoever it leads to would be given the token, and a POST would become a GET.</summary>
    public static HttpClient NewHttp() =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = MaxResponseBytes };

    public Task<ForgeAnswer> GetAsync(Uri url, CancellationToken cancellationToken) => SendAsync(HttpMethod.Get, url, null, cancellationToken);

    /// <param name="url">Where.</param>
    /// <param name="json">UTF-8.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<ForgeAnswer> PostAsync(Uri url, byte[] json, CancellationToken cancellationToken) => SendAsync(HttpMethod.Post, url, json, cancellationToken);

    private async Task<ForgeAnswer> SendAsync(HttpMethod method, Uri url, byte[]? json, CancellationToken cancellationToken)
    {
        try
        {
            return await pipeline.ExecuteAsync(async token => await TrySendAsync(method, url, json, token), cancellationToken);
        }
        catch (TimeoutRejectedException)
        {
            return new ForgeAnswer.TryLater(null, $"{forge.Name} did not answer within {TryTimeout.TotalSeconds:0} s");
        }
    }

    private async Task<ForgeAnswer> TrySendAsync(HttpMethod method, Uri url, byte[]? json, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, url);
        foreach (var (name, value) in forge.Headers)
            request.Headers.TryAddWithoutValidation(name, value);
        if (json is not null)
            request.Content = new ByteArrayContent(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            return verdict.On(response, await response.Content.ReadAsByteArrayAsync(cancellationToken));
        }
        catch (HttpRequestException e)
        {
            return new ForgeAnswer.TryLater(null, $"{forge.Name} could not be reached at {url.Authority} ({e.HttpRequestError})");
        }
    }
}
