namespace PiDeployer.Tests.Infra;

/// <summary>Asks an address again and again, and remembers what it was answered, each time that this was something else.</summary>
internal sealed class VersionWatch : IAsyncDisposable
{
    private readonly CancellationTokenSource ending = new();

    /// <summary>Each question has a connection of its own: a proxy may close one that is kept just when the next question is sent on it, and nobody is to blame.</summary>
    private readonly HttpClient http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero }) { Timeout = TimeSpan.FromSeconds(20) };
    private readonly List<string> seen = [];
    private readonly Task watching;

    public VersionWatch(Uri address) => watching = WatchAsync(address);

    /// <summary>Pages of answers with 2xx, and in place of others what happened.</summary>
    public IReadOnlyList<string> Seen
    {
        get
        {
            lock (seen)
                return [.. seen];
        }
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await watching;
        http.Dispose();
        ending.Dispose();
    }

    private async Task WatchAsync(Uri address)
    {
        while (!ending.IsCancellationRequested)
        {
            var answer = await AskAsync(address);
            lock (seen)
            {
                if (seen.LastOrDefault() != answer)
                    seen.Add(answer);
            }

            await Task.Delay(50);
        }
    }

    private async Task<string> AskAsync(Uri address)
    {
        try
        {
            using var answer = await http.PostAsync(address, new StringContent("hello"));
            return answer.IsSuccessStatusCode ? await answer.Content.ReadAsStringAsync() : $"{(int)answer.StatusCode}";
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return e.Message;
        }
    }
}
