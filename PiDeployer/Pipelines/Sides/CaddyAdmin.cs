using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PiDeployer.Pipelines.Sides;

/// <summary>Caddy's admin API: <see href="https://caddyserver.com/docs/api"/>.</summary>
/// <param name="address">An http address, or <c>unix//path/of/its.socket</c>.</param>
internal sealed class CaddyAdmin(string address)
{
    private const string UnixPrefix = "unix/";
    private const long LongestAnswer = 16 * 1024 * 1024;
    private const int MostTries = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <param name="method">What to do.</param>
    /// <param name="path">With what: <c>/id/pi-deployer-shop</c>.</param>
    /// <param name="body">Null when there is none.</param>
    /// <param name="cancellationToken">Of the whole deployment.</param>
    /// <returns>The body is null where nothing is there; the problem is null when it answered 200.</returns>
    public Task<CaddyAnswer> SendAsync(HttpMethod method, string path, JsonNode? body, CancellationToken cancellationToken) =>
        method == HttpMethod.Get ? UntilNotCutOffAsync(() => TryAsync(method, path, body, cancellationToken)) : TryAsync(method, path, body, cancellationToken);

    /// <summary>Whoever gives Caddy a configuration has it begin its admin API anew, and what others ask at that moment is cut off. A few may do that one after the other.</summary>
    /// <param name="ask">What may be done again although it may have been done.</param>
    public static async Task<CaddyAnswer> UntilNotCutOffAsync(Func<Task<CaddyAnswer>> ask)
    {
        var answer = await ask();
        for (var tries = 1; answer.IsCutOff && tries < MostTries; tries++)
            answer = await ask();
        return answer;
    }

    private async Task<CaddyAnswer> TryAsync(HttpMethod method, string path, JsonNode? body, CancellationToken cancellationToken)
    {
        using var http = Client();
        try
        {
            using var request = new HttpRequestMessage(method, new Uri($"{(Socket is null ? address.TrimEnd('/') : "http://localhost")}{path}"));
            if (body is not null)
                request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
            using var response = await http.SendAsync(request, cancellationToken);
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            return response.IsSuccessStatusCode
                ? new CaddyAnswer(response.StatusCode, text.Length > 0 ? JsonNode.Parse(text) : null, null)
                : new CaddyAnswer(response.StatusCode, null, $"Caddy answered {method} {path} with {(int)response.StatusCode}: {text.Trim()}{Advice(response.StatusCode)}");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException)
        {
            return new CaddyAnswer(null, null, $"Caddy's admin API cannot be asked at {address}: {(e.InnerException ?? e).Message.TrimEnd('.')}. Does Caddy run, with its admin API there?")
            {
                IsCutOff = e is IOException or HttpRequestException { InnerException: IOException or SocketException { SocketErrorCode: SocketError.ConnectionReset } },
            };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new CaddyAnswer(null, null, $"Caddy's admin API at {address} did not answer {method} {path} within {Patience.TotalSeconds:0} s");
        }
    }

    private string? Socket => address.StartsWith(UnixPrefix, StringComparison.Ordinal) ? address[UnixPrefix.Length..] : null;

    private string Advice(HttpStatusCode status) => status == HttpStatusCode.Forbidden && Socket is not null ? "; its admin settings need \"origins\": [\"localhost\"]" : "";

    private HttpClient Client()
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false };
        if (Socket is { } path)
            handler.ConnectCallback = (_, cancellationToken) => ConnectAsync(path, cancellationToken);
        return new HttpClient(handler) { Timeout = Patience, MaxResponseContentBufferSize = LongestAnswer };
    }

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <param name="Status">Null when there was no answer.</param>
/// <param name="Body">Null where nothing is there.</param>
/// <param name="Problem">Null when all is well.</param>
internal sealed record CaddyAnswer(HttpStatusCode? Status, JsonNode? Body, string? Problem)
{
    /// <summary>Somebody was there, and went away before there was an answer.</summary>
    public bool IsCutOff { get; init; }

    /// <summary>Null when it is something else.</summary>
    public static string? TextOf(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>0 when it is something else.</summary>
    public static long NumberOf(JsonNode? node) => node is JsonValue value && value.TryGetValue<long>(out var number) ? number : 0;
}
