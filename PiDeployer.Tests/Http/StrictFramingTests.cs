using Microsoft.AspNetCore.Http;
using PiDeployer.Http;

namespace PiDeployer.Tests.Http;

/// <summary>What a request says of its body's end. How Kestrel itself reads it is seen in <c>SmugglingTests</c>.</summary>
public sealed class StrictFramingTests
{
    [Theory]
    [InlineData("HTTP/1.1")]
    [InlineData("HTTP/1.1", "Transfer-Encoding: chunked")]
    [InlineData("HTTP/1.1", "Transfer-Encoding: Chunked")]
    [InlineData("HTTP/1.1", "X-Content-Length: 5")]
    [InlineData("HTTP/1.0")]
    public void What_is_plain_goes_on(string protocol, params string[] headers) => IsRefused(protocol, headers).ShouldBeFalse();

    [Theory]
    [InlineData("HTTP/1.1", "Transfer-Encoding: chunked, chunked")]
    [InlineData("HTTP/1.1", "Transfer-Encoding: chunked", "Transfer-Encoding: chunked")]
    [InlineData("HTTP/1.1", "Transfer-Encoding: gzip, chunked")]
    [InlineData("HTTP/1.1", "Transfer-Encoding: chunked", "X-Content-Length: 5")]
    [InlineData("HTTP/1.0", "Transfer-Encoding: chunked")]
    public void What_is_not_is_refused_and_ends_the_connection(string protocol, params string[] headers) => IsRefused(protocol, headers).ShouldBeTrue();

    private static bool IsRefused(string protocol, string[] headers)
    {
        var http = new DefaultHttpContext();
        http.Request.Protocol = protocol;
        foreach (var header in headers)
            http.Request.Headers.Append(header.Split(": ")[0], header.Split(": ")[1]);
        var goesOn = false;
        Task Next(HttpContext context)
        {
            goesOn = true;
            return Task.CompletedTask;
        }

        try
        {
            _ = new StrictFraming(Next).InvokeAsync(http);
        }
        catch (BadHttpRequestException e)
        {
            e.StatusCode.ShouldBe(400);
        }

        $"{http.Response.Headers.Connection}".ShouldBe(goesOn ? "" : "close");
        return !goesOn;
    }
}
