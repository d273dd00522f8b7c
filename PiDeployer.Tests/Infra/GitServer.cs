using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace PiDeployer.Tests.Infra;

/// <summary>Real git behind HTTP on a loopback port (<c>git http-backend</c>), which can be told to be slow, or to refuse.</summary>
internal sealed class GitServer : IAsyncDisposable
{
    private readonly LoopbackApi server;
    private readonly string root;
    private int requests;
    private int waiting;

    /// <param name="root">The folder of the repositories.</param>
    /// <param name="port">Where it listens.</param>
    private GitServer(string root, int port) => (this.root, server) = (root, new LoopbackApi(port, AnswerAsync));

    /// <summary>Whether it answers nobody, and leaves them waiting.</summary>
    public bool Hangs { get; set; }

    /// <summary>Whether it answers that it is not available.</summary>
    public bool Refuses { get; set; }

    /// <summary>How many there were so far.</summary>
    public int Requests => Volatile.Read(ref requests);

    /// <summary>How many of them have no answer yet, and somebody who waits for it.</summary>
    public int Waiting => Volatile.Read(ref waiting);

    public static async Task<GitServer> StartAsync(string root, int port)
    {
        var server = new GitServer(root, port);
        await server.server.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        Interlocked.Increment(ref requests);
        Interlocked.Increment(ref waiting);
        try
        {
            if (Hangs)
                await server.HangAsync(http);
            else if (Refuses)
                http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            else
                await ServeAsync(http);
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }

    /// <summary>CGI, as <c>git http-backend</c> documents it.</summary>
    private async Task ServeAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var start = new ProcessStartInfo("git", ["http-backend"]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["GIT_PROJECT_ROOT"] = root;
        start.Environment["GIT_HTTP_EXPORT_ALL"] = "1";
        start.Environment["PATH_INFO"] = http.Request.Path;
        start.Environment["QUERY_STRING"] = http.Request.QueryString.Value?.TrimStart('?');
        start.Environment["REQUEST_METHOD"] = http.Request.Method;
        start.Environment["CONTENT_TYPE"] = http.Request.ContentType;
        start.Environment["CONTENT_LENGTH"] = body.Length.ToString(CultureInfo.InvariantCulture);
        start.Environment["HTTP_CONTENT_ENCODING"] = http.Request.Headers.ContentEncoding;
        start.Environment["GIT_PROTOCOL"] = http.Request.Headers["Git-Protocol"];
        using var git = Process.Start(start) ?? throw new InvalidOperationException();
        await git.StandardInput.BaseStream.WriteAsync(body.ToArray());
        git.StandardInput.Close();
        using var answer = new MemoryStream();
        await git.StandardOutput.BaseStream.CopyToAsync(answer);
        await git.WaitForExitAsync();

        var bytes = answer.ToArray();
        var end = bytes.AsSpan().IndexOf("\r\n\r\n"u8);
        foreach (var header in Encoding.ASCII.GetString(bytes, 0, end).Split("\r\n").Select(line => line.Split(": ", 2)))
        {
            if (header[0] == "Status")
                http.Response.StatusCode = int.Parse(header[1].Split(' ')[0], CultureInfo.InvariantCulture);
            else
                http.Response.Headers[header[0]] = header[1];
        }

        await http.Response.Body.WriteAsync(bytes.AsMemory(end + 4));
    }
}
