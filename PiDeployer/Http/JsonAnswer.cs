using System.Text.Json.Serialization.Metadata;

namespace PiDeployer.Http;

/// <summary>A value as JSON. (The framework's own results ask a service provider for a logger, and there is no provider here.)</summary>
internal sealed class JsonAnswer<T>(T value, JsonTypeInfo<T> type, int status) : IResult, IStatusCodeHttpResult
{
    public T Value => value;

    public int? StatusCode => status;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = status;
        return httpContext.Response.WriteAsJsonAsync(value, type);
    }
}
