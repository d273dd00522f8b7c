using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace PiDeployer.Tests.Infra;

/// <summary>
/// Stands in for the API of a forge, or of any other receiver of JSON, on a loopback port. It keeps every request as it came, for a test to hold against the documentation, and answers from a script;
/// with the script at its end it has made what was asked for.
/// </summary>
internal sealed class ForgeApi : IAsyncDisposable
{
    public const string Token = "the-token-for-the-forge";


    private readonly LoopbackApi server;
    private readonly ConcurrentQueue<Received> requests = new();
    private readonly ConcurrentQueue<ForgeReply> script;

    private ForgeApi(int port, ForgeReply[] script)
    {
        server = new LoopbackApi(port, AnswerAsync);
        this.script = new ConcurrentQueue<ForgeReply>(script);
    }

    public Uri Address => server.Address;

    /// <summary>Every call, in the order of arrival.</summary>
    public IReadOnlyList<Received> Requests => [.. requests];

    public static Task<ForgeApi> StartAsync(params ForgeReply[] script) => StartAtAsync(0, script);

    /// <param name="port">0 for any.</param>
    /// <param name="script">What it answers, in this order.</param>
    public static async Task<ForgeApi> StartAtAsync(int port, params ForgeReply[] script)
    {
        var api = new ForgeApi(port, script);
        await api.server.StartAsync();
        return api;
    }

    public Task ReceivedAsync(int count) => Eventually.TrueAsync(() => requests.Count >= count, $"{count} calls at the forge");

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        var at = Stopwatch.GetTimestamp();
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var headers = http.Request.Headers.Where(header => header.Key is not ("Host" or "Content-Length")).OrderBy(header => header.Key, StringComparer.Ordinal);
        var reply = script.TryDequeue(out var next) ? next : ForgeReply.Created;
        requests.Enqueue(new Received(
            $"{http.Request.Method} {target}\n{string.Concat(headers.Select(header => $"{header.Key}: {header.Value}\n"))}\n{Encoding.Latin1.GetString(body.ToArray())}", at));
        if (reply == ForgeReply.Hang)
        {
            await server.HangAsync(http);
            return;
        }

        await reply.NotBefore;
        http.Response.StatusCode = (int)reply.Status;
        http.Response.ContentType = reply.Body switch { ['<', ..] => "text/html", ['{' or '[', ..] or "" => "application/json", _ => "text/plain" };
        foreach (var (name, value) in reply.Headers)
            http.Response.Headers[name] = value;
        if (reply.Body.Length > 0)
            await http.Response.WriteAsync(reply.Body);
    }

    /// <param name="Text">The request line's method and target, the headers in the order of their names (but for Host and Content-Length), an empty line, and the body byte for byte.</param>
    /// <param name="At">A timestamp of <see cref="Stopwatch"/>.</param>
    internal sealed record Received(string Text, long At)
    {
        /// <summary>Method and target.</summary>
        public string Line => Text.Split('\n')[0];

        public string Body => Text.Split("\n\n", 2)[1];
    }
}
