namespace PiDeployer.Http;

/// <summary>What is ready to be sent as it is.</summary>
internal sealed class BytesAnswer(ReadOnlyMemory<byte> bytes, string contentType) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = contentType;
        httpContext.Response.ContentLength = bytes.Length;
        return httpContext.Response.Body.WriteAsync(bytes, httpContext.RequestAborted).AsTask();
    }
}
