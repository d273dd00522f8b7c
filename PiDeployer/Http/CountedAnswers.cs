using PiDeployer.Metrics;
using PiDeployer.Webhooks;

namespace PiDeployer.Http;

/// <summary>Counts the answers of a route, each once, whoever gives it: the endpoint, or <see cref="ErrorAnswers"/> for a body that cannot be read.</summary>
internal sealed class CountedAnswers(WebhookCounts counts)
{
    public Func<HttpContext, Task<IResult>> Of(Func<HttpContext, Task<IResult>> handle) => async http =>
    {
        var sender = Forges.Of(http.Request.Headers)?.Name ?? Forges.NoForge;
        try
        {
            var answer = await handle(http);
            counts.Add(sender, Meaning(answer));
            return answer;
        }
        catch (BadHttpRequestException e)
        {
            counts.Add(sender, Meaning(e.StatusCode));
            throw;
        }
        catch (Exception e) when (!ErrorAnswers.IsGone(http, e))
        {
            counts.Add(sender, WebhookAnswer.Error);
            throw;
        }
    };

    public static WebhookAnswer Meaning(IResult answer) => answer switch
    {
        JsonAnswer<DeployAnswer> { Value.Status: "accepted" } => WebhookAnswer.Accepted,
        JsonAnswer<DeployAnswer> { Value.Status: "duplicate" } => WebhookAnswer.Duplicate,
        JsonAnswer<DeployAnswer> { Value.Status: "pong" } => WebhookAnswer.Ping,
        JsonAnswer<DeployAnswer> => WebhookAnswer.Skipped,
        JsonAnswer<CallAnswer> { StatusCode: not StatusCodes.Status409Conflict, Value.Ok: var good } => good ? WebhookAnswer.Succeeded : WebhookAnswer.Failed,
        IStatusCodeHttpResult { StatusCode: { } status } => Meaning(status),
        _ => throw new InvalidOperationException($"{answer} says nothing of how it went."),
    };

    private static WebhookAnswer Meaning(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => WebhookAnswer.BadSignature,
        StatusCodes.Status404NotFound => WebhookAnswer.Unknown,
        StatusCodes.Status408RequestTimeout => WebhookAnswer.TooSlow,
        StatusCodes.Status409Conflict => WebhookAnswer.Busy,
        StatusCodes.Status413PayloadTooLarge => WebhookAnswer.TooLarge,
        StatusCodes.Status429TooManyRequests => WebhookAnswer.RateLimited,
        StatusCodes.Status503ServiceUnavailable => WebhookAnswer.Unavailable,
        >= 400 and < 500 => WebhookAnswer.Malformed,
        _ => WebhookAnswer.Error,
    };
}
