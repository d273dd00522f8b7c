using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace PiDeployer.Tests.Infra;

/// <summary>A server on a loopback port that stands in for somebody else's API.</summary>
internal sealed class LoopbackApi : IAsyncDisposable
{
    private readonly WebApplication web;
    private readonly CancellationTokenSource end = new();

    /// <param name="port">0 for any.</param>
    /// <param name="answer">Gets every call, whatever its path.</param>
    public LoopbackApi(int port, RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        web = builder.Build();
        web.Urls.Add($"http://127.0.0.1:{port}");
        web.Run(answer);
    }

    /// <summary>Once it has started.</summary>
    public Uri Address => new(web.Urls.Single());

    public Task StartAsync() => web.StartAsync();

    /// <summary>Gives no answer, until the caller has lost its patience or all of it ends.</summary>
    public async Task HangAsync(HttpContext http)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(end.Token, http.RequestAborted);
        await Task.Delay(Timeout.Infinite, either.Token).ContinueWith(_ => { }, TaskScheduler.Default);
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await web.DisposeAsync();
        end.Dispose();
    }
}
