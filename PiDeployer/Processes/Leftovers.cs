using System.Globalization;
using System.Text;
using PiDeployer.Values;

namespace PiDeployer.Processes;

/// <summary>
/// Finds the processes that a killed pi-deployer left running. Each command carries a mark in its environment, and so does everything that it started, wherever that
/// has gone meanwhile.
/// </summary>
/// <param name="clock">For the while that they have to finish.</param>
/// <param name="send">Sends a process a signal, as <see cref="Signals"/> does.</param>
internal sealed class Leftovers(TimeProvider clock, Action<int, int> send)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    public Leftovers(TimeProvider clock)
        : this(clock, (process, signal) => _ = Signals.Send(process, signal))
    {
    }

    /// <summary>Ends all that carry one of these marks: SIGTERM, a while to finish, SIGKILL.</summary>
    /// <param name="marks">Each a whole variable, <c>NAME=value</c>.</param>
    /// <returns>How many have ended, and what has not: each as <c>ID (name)</c>.</returns>
    public async Task<(int Ended, IReadOnlyList<string> Survivors)> EndAsync(IReadOnlyCollection<string> marks)
    {
        var needles = marks.Select(mark => Encoding.UTF8.GetBytes($"\0{mark}\0")).ToList();
        var found = new List<int>();
        var asked = new HashSet<int>();
        var start = clock.GetTimestamp();
        long? killed = null;
        for (var emptyLooks = 0; needles.Count > 0;)
        {
            // One that is just becoming another program has no environment for a moment, so nobody is gone before the second look.
            found = Find(needles);
            emptyLooks = found.Count == 0 ? emptyLooks + 1 : 0;
            if (emptyLooks == 2)
                break;
            if (killed is { } since && clock.GetElapsedTime(since) > CommandRunner.DrainLimit)
                break; // Even SIGKILL does not end what waits for a broken disk.
            if (clock.GetElapsedTime(start) > CommandRunner.StopGrace)
                killed ??= clock.GetTimestamp();
            foreach (var process in found)
            {
                // Once: many programs take a second SIGTERM as "at once", and would leave undone what they have a while for.
                if (asked.Add(process))
                    send(process, Signals.Terminate);
                if (killed is not null)
                    send(process, Signals.Kill);
            }

            await Task.Delay(PollInterval, clock, CancellationToken.None);
        }

        asked.ExceptWith(found);
        return (asked.Count, found.ConvertAll(Describe));
    }

    /// <summary>By its name only: a command line may hold a secret.</summary>
    private static string Describe(int process) => $"{process} ({Encoding.UTF8.GetString(Read($"/proc/{process}/comm")).Trim('\0', '\n')})";

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
        catch (Exception e) when (FileTrouble.Is(e))
        {
            return []; // It has ended, or it is somebody else's.
        }
    }
}
