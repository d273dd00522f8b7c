namespace PiDeployer.Http;

/// <summary>Keeps credentials from being guessed at full speed. An answer of 401 is a failed attempt, whichever endpoint gives it.</summary>
internal sealed class Guard(RateLimit limit)
{
    /// <summary>Who has no attempt left is told so before its credentials are looked at, right or wrong.</summary>
    public Func<HttpContext, Task<IResult>> Closed(Func<HttpContext, Task<IResult>> handle)
    {
        var counted = Counted(handle);
        return http => limit.IsExhausted(http) ? Task.FromResult(limit.TooMany(http)) : counted(http);
    }

    /// <inheritdoc cref="Closed(Func{HttpContext, Task{IResult}})"/>
    public Func<HttpContext, Task<IResult>> Closed(Func<HttpContext, IResult> handle) => Closed(http => Task.FromResult(handle(http)));

    /// <summary>Failed attempts count, and are told when there are too many; all else is answered as ever.</summary>
    public Func<HttpContext, Task<IResult>> Counted(Func<HttpContext, Task<IResult>> handle) => async http =>
    {
        var answer = await handle(http);
        return answer is IStatusCodeHttpResult { StatusCode: StatusCodes.Status401Unauthorized } && !limit.TryTake(http) ? limit.TooMany(http) : answer;
    };
}
