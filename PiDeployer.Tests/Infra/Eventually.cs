using System.Diagnostics;

namespace PiDeployer.Tests.Infra;

/// <summary>Waits for what is sure to come, and fails when it does not.</summary>
internal static class Eventually
{
    public static async Task TrueAsync(Func<bool> condition, TimeSpan patience, string awaited)
    {
        var started = Stopwatch.StartNew();
        while (!condition())
        {
            if (started.Elapsed > patience)
                throw new TimeoutException($"Waited {patience} for {awaited}.");
            await Task.Delay(10);
        }
    }
}
