namespace PiDeployer.Http;

/// <summary>A status and nothing else. The framework's own would ask for a logger, and there is no container of services here that has one.</summary>
internal sealed class EmptyAnswer(int status) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}
