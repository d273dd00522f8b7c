using System.Globalization;
using System.Text;

namespace PiDeployer.Processes;

/// <summary>
/// Finds the processes that a killed pi-deployer left running. Each command carries a mark in its environment, and so does everything that it started, wherever that
/// has gone meanwhile.
/// </summary>
internal sealed class Leftovers(TimeProvider clock)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>Ends all that carry one of these marks: SIGTERM, a while to finish, SIGKILL.</summary>
    /// <param name="marks">Each a whole variable, <c>NAME=value</c>.</param>
    /// <returns>How many there were.</returns>
    public async Task<int> EndAsync(IReadOnlyCollection<string> marks)
    {
        var needles = marks.Select(mark => Encoding.UTF8.GetBytes($"\0{mark}\0")).ToList();
        var found = needles.Count == 0 ? [] : Find(needles);
        var ended = new HashSet<int>(found);
        for (var start = clock.GetTimestamp(); found.Count > 0; found = Find(needles))
        {
            var waited = clock.GetElapsedTime(start);
            if (waited > CommandRunner.StopGrace + CommandRunner.DrainLimit)
                break; // Even SIGKILL does not end what waits for a broken disk.
            foreach (var process in found)
                _ = Signals.Send(process, waited > CommandRunner.StopGrace ? Signals.Kill : Signals.Terminate);
            ended.UnionWith(found);
            await Task.Delay(PollInterval, clock, CancellationToken.None);
        }

        return ended.Count;
    }

    /// <summary>Only what we may look at is found, which is also all that we could end.</summary>
    private static List<int> Find(List<byte[]> needles)
    {
        var found = new List<int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) || id == Environment.ProcessId)
                continue;
            var environment = Read($"{folder}/environ");
            if (needles.Any(needle => environment.AsSpan().IndexOf(needle) >= 0))
                found.Add(id);
        }

        return found;
    }

    /// <summary>Begins with a zero, so that every variable stands between two.</summary>
    private static byte[] Read(string path)
    {
        try
        {
            return [0, .. File.ReadAllBytes(path)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return []; // It has ended, or it is somebody else's.
        }
    }
}
