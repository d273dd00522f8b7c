namespace PiDeployer.Tests.Infra;

/// <summary>A request every half second whose answer takes three, so that at every moment some have just begun. Whoever ends a side has to wait for them.</summary>
internal sealed class SlowRequests : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource ending = new();
    private readonly HttpClient http = new() { Timeout = Eventually.Patience };
    private readonly List<Task<string>> requests = [];
    private readonly Task sending;

    public SlowRequests(Uri address) => sending = SendAsync(new Uri(address, "slow"));

    /// <summary>Waits for all of them, and answers what they were answered, in the order in which they began.</summary>
    public async Task<IReadOnlyList<string>> AnswersAsync()
    {
        await ending.CancelAsync();
        await sending;
        return await Task.WhenAll(requests);
    }

    public async ValueTask DisposeAsync()
    {
        await AnswersAsync();
        http.Dispose();
        ending.Dispose();
    }

    private async Task SendAsync(Uri address)
    {
        while (!ending.IsCancellationRequested)
        {
            requests.Add(AskAsync(address));
            await Task.Delay(Interval);
        }
    }

    private async Task<string> AskAsync(Uri address)
    {
        try
        {
            using var answer = await http.GetAsync(address);
            return answer.IsSuccessStatusCode ? await answer.Content.ReadAsStringAsync() : $"{(int)answer.StatusCode}";
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return e.Message;
        }
    }
}
