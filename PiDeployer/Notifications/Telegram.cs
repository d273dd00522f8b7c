using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using PiDeployer.Processes;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace PiDeployer.Notifications;

/// <summary>Sends messages by Telegram's Bot API: <see href="https://core.telegram.org/bots/api#sendmessage"/>.</summary>
internal sealed class Telegram
{
    private static readonly TimeSpan TryTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    /// <summary>Telegram may ask for a pause of any length; longer than this the message is old news.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    private readonly TelegramSettings settings;
    private readonly HttpClient http;
    private readonly ResiliencePipeline<TelegramAnswer> pipeline;
    private readonly Redaction masked;

    public Telegram(TelegramSettings settings, HttpClient http, TimeProvider clock)
    {
        this.settings = settings;
        this.http = http;
        masked = new Redaction([settings.Token]); // An answer may quote the address, and that holds the token.
        pipeline = new ResiliencePipelineBuilder<TelegramAnswer> { TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions<TelegramAnswer>
            {
                MaxRetryAttempts = 4,
                BackoffType = DelayBackoffType.Exponential,
                Delay = FirstPause,
                UseJitter = true,
                ShouldHandle = new PredicateBuilder<TelegramAnswer>()
                    .HandleResult(answer => answer is TelegramAnswer.TryLater).Handle<HttpRequestException>().Handle<TimeoutRejectedException>(),
                DelayGenerator = attempt => ValueTask.FromResult((attempt.Outcome.Result as TelegramAnswer.TryLater)?.After),
            })
            .AddTimeout(TryTimeout)
            .Build();
    }

    /// <summary>Null when it was delivered, else why it was not. Neither the message nor the token is in the reason.</summary>
    public async Task<string?> SendAsync(string html, CancellationToken cancellationToken)
    {
        var answer = await TrySendAsync(new TelegramRequest(settings.ChatId, html, "HTML"), cancellationToken);
        if (answer is TelegramAnswer.NotUnderstood)
            answer = await TrySendAsync(new TelegramRequest(settings.ChatId, TelegramMessage.WithoutMarkup(html), null), cancellationToken);
        return answer switch
        {
            TelegramAnswer.Delivered => null,
            TelegramAnswer.Refused(var reason) => reason,
            TelegramAnswer.TryLater => "Telegram asked to try later, several times",
            TelegramAnswer.NotUnderstood => "Telegram could not read the message",
            _ => throw new InvalidOperationException($"{answer} is not an answer."),
        };
    }

    private async Task<TelegramAnswer> TrySendAsync(TelegramRequest message, CancellationToken cancellationToken)
    {
        try
        {
            return await pipeline.ExecuteAsync(async token => await PostAsync(message, token), cancellationToken);
        }
        catch (HttpRequestException e)
        {
            return new TelegramAnswer.Refused($"Telegram could not be reached: {e.HttpRequestError}");
        }
        catch (TimeoutRejectedException)
        {
            return new TelegramAnswer.Refused($"Telegram did not answer within {TryTimeout.TotalSeconds:0} s");
        }
    }

    private async Task<TelegramAnswer> PostAsync(TelegramRequest message, CancellationToken cancellationToken)
    {
        var url = new Uri($"{settings.Api.AbsoluteUri.TrimEnd('/')}/bot{settings.Token.Reveal()}/sendMessage");
        using var response = await http.PostAsJsonAsync(url, message, TelegramJson.Default.TelegramRequest, cancellationToken);
        var said = await ReadAsync(response, cancellationToken);
        return response.StatusCode switch
        {
            HttpStatusCode.OK => new TelegramAnswer.Delivered(),
            HttpStatusCode.TooManyRequests => new TelegramAnswer.TryLater(Pause(said?.Parameters?.RetryAfter)),
            >= HttpStatusCode.InternalServerError => new TelegramAnswer.TryLater(null),
            HttpStatusCode.BadRequest when said?.Description?.Contains("can't parse entities", StringComparison.Ordinal) == true => new TelegramAnswer.NotUnderstood(),
            var status => new TelegramAnswer.Refused($"Telegram answered {(int)status}: {masked.Apply(said?.Description ?? "(nothing)")}"),
        };
    }

    private static async Task<TelegramResponse?> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return await response.Content.ReadFromJsonAsync(TelegramJson.Default.TelegramResponse, cancellationToken);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null; // A proxy's error page, perhaps; the status says enough.
        }
    }

    private static TimeSpan? Pause(int? seconds) =>
        seconds is { } asked ? TimeSpan.FromSeconds(Math.Clamp(asked, 0, (int)LongestPause.TotalSeconds)) : null;
}

/// <summary>What Telegram made of a message.</summary>
internal abstract record TelegramAnswer
{
    internal sealed record Delivered : TelegramAnswer;

    /// <param name="After">How long it wants to be left alone; null when it did not say.</param>
    internal sealed record TryLater(TimeSpan? After) : TelegramAnswer;

    /// <summary>Its parser stumbled over our markup.</summary>
    internal sealed record NotUnderstood : TelegramAnswer;

    internal sealed record Refused(string Reason) : TelegramAnswer;
}

internal sealed record TelegramRequest(string ChatId, string Text, string? ParseMode);

internal sealed record TelegramResponse(string? Description, TelegramParameters? Parameters);

internal sealed record TelegramParameters(int? RetryAfter);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TelegramRequest))]
[JsonSerializable(typeof(TelegramResponse))]
internal sealed partial class TelegramJson : JsonSerializerContext;
