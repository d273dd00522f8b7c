using System.Diagnostics;

namespace PiDeployer.Tests.Infra;

/// <summary>Waits for what is sure to come, and fails when it does not.</summary>
internal static class Eventually
{
    /// <summary>What is sure to come may take long where much else goes on. Only a fault takes all of this.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    public static Task TrueAsync(Func<bool> condition, string awaited) => TrueAsync(condition, Patience, awaited);

    public static Task TrueAsync(Func<bool> condition, TimeSpan patience, string awaited) => TrueAsync(() => Task.FromResult(condition()), patience, awaited);

    public static Task TrueAsync(Func<Task<bool>> condition, string awaited) => TrueAsync(condition, Patience, awaited);

    /// <param name="condition">What is awaited.</param>
    /// <param name="patience">For how long.</param>
    /// <param name="awaited">The same in words.</param>
    /// <param name="circumstances">What there is to say when it did not come; null when that is nothing.</param>
    public static async Task TrueAsync(Func<Task<bool>> condition, TimeSpan patience, string awaited, Func<Task<string>>? circumstances = null)
    {
        // To look may be to start a program, so what lets itself be waited for is looked at less often.
        for (var started = Stopwatch.StartNew(); !await condition(); await Task.Delay(started.Elapsed < Soon ? 20 : 100))
        {
            if (started.Elapsed > patience)
                throw new TimeoutException($"Waited {patience} for this: {awaited}\n{(circumstances is null ? "" : await circumstances())}");
        }
    }

    /// <summary>What is shown at an address, as soon as anything is: a container listens a moment after it was started.</summary>
    public static async Task<string> PageAsync(Uri address)
    {
        using var http = new HttpClient();
        var page = "";
        await TrueAsync(
            async () =>
            {
                try
                {
                    page = await http.GetStringAsync(address);
                    return true;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            $"{address} answers");
        return page;
    }

    public static Task FileAsync(string path) => TrueAsync(() => File.Exists(path), $"{path} exists");
}
