namespace PiDeployer.Http;

/// <summary>
/// Refuses requests of which a proxy before us may see another end than Kestrel does, since what is the rest of one to the proxy would be the next one to us: those with both a
/// length and chunks, and those that are transferred in any other way than plainly in chunks (<see href="https://www.rfc-editor.org/rfc/rfc9112#section-6.1"/>).
/// </summary>
/// <param name="next">Answers the others.</param>
internal sealed class StrictFraming(RequestDelegate next)
{
    /// <summary>Where Kestrel puts a length that it passes over.</summary>
    private const string LengthPassedOver = "X-Content-Length";

    /// <exception cref="BadHttpRequestException">400.</exception>
    public Task InvokeAsync(HttpContext http)
    {
        var headers = http.Request.Headers;
        if (headers.TransferEncoding.Count == 0 || (IsPlain(headers.TransferEncoding) && HttpProtocol.IsHttp11(http.Request.Protocol) && !headers.ContainsKey(LengthPassedOver)))
            return next(http);
        http.Response.Headers.Connection = "close";
        throw new BadHttpRequestException("The body's end cannot be told for sure: send either Content-Length, or Transfer-Encoding: chunked.");
    }

    private static bool IsPlain(string? encoding) => string.Equals(encoding, "chunked", StringComparison.OrdinalIgnoreCase);
}
