using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace PiDeployer.Tests.Infra;

/// <summary>Requests that a well-behaved client refuses to send: odd bytes in headers, paths with dots, bodies that are announced and never come.</summary>
internal static class RawHttp
{
    /// <param name="address">The server.</param>
    /// <param name="requestLine">Such as <c>GET /logs/../x</c>, without the version.</param>
    /// <param name="headers">Each character is sent as one byte.</param>
    /// <param name="body">Sent as it is, without a length being added.</param>
    public static async Task<(int Status, string Head, JsonObject? Json)> SendAsync(Uri address, string requestLine, string[] headers, params byte[][] body)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port);
        await using var stream = client.GetStream();
        var head = $"{requestLine} HTTP/1.1\r\nHost: {address.Authority}\r\nConnection: close\r\n{string.Concat(headers.Select(header => $"{header}\r\n"))}\r\n";
        await stream.WriteAsync(Encoding.Latin1.GetBytes(head));
        foreach (var part in body)
            await stream.WriteAsync(part);

        using var reader = new StreamReader(stream, Encoding.UTF8);
        var answer = await reader.ReadToEndAsync();
        var (start, end) = (answer.IndexOf('{', StringComparison.Ordinal), answer.LastIndexOf('}'));
        var json = start < 0 ? null : JsonNode.Parse(answer[start..(end + 1)])?.AsObject();
        return (int.Parse(answer.Split(' ')[1], CultureInfo.InvariantCulture), answer.Split("\r\n\r\n")[0], json);
    }

    /// <summary>Sends a signed push whose signature headers are exactly these lines.</summary>
    public static Task<(int Status, string Head, JsonObject? Json)> PushAsync(Uri address, Webhook webhook, params string[] signatureHeaders) => SendAsync(
        address,
        "POST /deploy",
        [$"Content-Type: {webhook.ContentType}", $"Content-Length: {webhook.Body.Length}", "X-GitHub-Event: push", .. signatureHeaders],
        webhook.Body);
}
