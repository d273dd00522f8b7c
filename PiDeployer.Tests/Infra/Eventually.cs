using System.Diagnostics;

namespace PiDeployer.Tests.Infra;

/// <summary>Waits for what another process does, up to a deadline.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task TrueAsync(Func<bool> condition, string what)
    {
        for (var started = Stopwatch.StartNew(); !condition(); await Task.Delay(20))
        {
            if (started.Elapsed > Patience)
                throw new TimeoutException($"After {Patience} it still did not come true: {what}");
        }
    }

    public static Task FileAsync(string path) => TrueAsync(() => File.Exists(path), $"{path} exists");
}
