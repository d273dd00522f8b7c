using Microsoft.AspNetCore.Connections;

namespace PiDeployer.Http;

/// <summary>Gives every failure a JSON body: those that the router and the server find, and those that nobody expected.</summary>
/// <param name="next">Answers the requests that nothing is wrong with.</param>
/// <param name="logger">Told of what nobody expected.</param>
internal sealed partial class ErrorAnswers(RequestDelegate next, ILogger<ErrorAnswers> logger)
{
    public async Task InvokeAsync(HttpContext http)
    {
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.CacheControl = "no-store"; // Everything we say is of this moment.
        try
        {
            await next(http);
            if (http.Response is { HasStarted: false, StatusCode: >= 400, ContentType: null, ContentLength: null })
                await AnswerAsync(http, http.Response.StatusCode, Describe(http));
        }
        catch (BadHttpRequestException e) when (!http.Response.HasStarted)
        {
            if (e.StatusCode == StatusCodes.Status503ServiceUnavailable)
                http.Response.Headers.RetryAfter = "5";
            var message = e.StatusCode == StatusCodes.Status413PayloadTooLarge ? $"The body is larger than {RequestBody.MaxBytes / 1024 / 1024} MiB." : e.Message;
            await AnswerAsync(http, e.StatusCode, message);
        }
        catch (Exception e) when (IsGone(http, e))
        {
            // There is nobody to answer.
        }
        catch (Exception e) when (!http.Response.HasStarted)
        {
            Log.Unexpected(logger, e, http.Request.Method, http.Request.Path);
            await AnswerAsync(http, StatusCodes.Status500InternalServerError, "An internal error; the log has the details.");
        }
    }

    /// <summary>Whether the caller has gone.</summary>
    public static bool IsGone(HttpContext http, Exception e) =>
        e is OperationCanceledException or ConnectionResetException || (e is IOException && http.RequestAborted.IsCancellationRequested);

    private static string Describe(HttpContext http) => http.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => $"Not found: {http.Request.Path}",
        StatusCodes.Status405MethodNotAllowed => $"{http.Request.Method} is not allowed here; allowed: {http.Response.Headers.Allow}",
        var status => $"The request failed with status {status}.",
    };

    private static Task AnswerAsync(HttpContext http, int status, string message) => Answers.Error(status, message).ExecuteAsync(http);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "{Method} {Path} met an error.")]
        public static partial void Unexpected(ILogger logger, Exception exception, string method, string path);
    }
}
