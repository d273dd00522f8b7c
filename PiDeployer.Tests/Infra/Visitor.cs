using System.Collections.Concurrent;

namespace PiDeployer.Tests.Infra;

/// <summary>Asks for a page again and again, as fast as it is answered, until it is disposed of.</summary>
internal sealed class Visitor : IAsyncDisposable
{
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(30) };
    private readonly CancellationTokenSource end = new();
    private readonly ConcurrentQueue<(DateTimeOffset End, string? Page)> visits = new();
    private readonly Task visiting;

    public Visitor(Uri address) => visiting = VisitAsync(address);

    /// <summary>When each ended, and what was answered; null when nothing was.</summary>
    public IReadOnlyCollection<(DateTimeOffset End, string? Page)> Visits => visits;

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await visiting;
        end.Dispose();
        http.Dispose();
    }

    private async Task VisitAsync(Uri address)
    {
        while (!end.IsCancellationRequested)
        {
            var page = await AskAsync(address);
            visits.Enqueue((DateTimeOffset.UtcNow, page));
            await Task.Delay(5);
        }
    }

    private async Task<string?> AskAsync(Uri address)
    {
        try
        {
            return await http.GetStringAsync(address);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }
}
