using System.Globalization;
using System.Text;

namespace PiDeployer.Tests.Infra;

/// <summary>Finds processes by what only a test of ours would give them: an argument, or a folder to work in.</summary>
internal static class LiveProcesses
{
    /// <summary>A long time for <c>sleep</c>, in seconds, that no other run of the tests uses.</summary>
    public static string NapOfOurs() => $"300.{Random.Shared.Next(1_000_000, 10_000_000)}";

    public static IReadOnlyList<int> WithArgument(string argument) => [.. All.Where(name => Arguments(name).Contains(argument)).Select(int.Parse)];

    /// <summary>The command lines of all that work in a folder or below it.</summary>
    public static IReadOnlyList<string> In(string folder) =>
        [.. All.Where(name => $"{new DirectoryInfo($"/proc/{name}/cwd").LinkTarget}/".StartsWith($"{folder}/", StringComparison.Ordinal)).Select(name => string.Join(' ', Arguments(name)))];

    /// <summary>The most that was ever resident of a process, in bytes.</summary>
    public static long PeakMemory(int process)
    {
        var line = File.ReadLines($"/proc/{process}/status").Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }

    private static IEnumerable<string> All => Directory.EnumerateDirectories("/proc").Select(folder => Path.GetFileName(folder)).Where(name => name.All(char.IsAsciiDigit));

    private static string[] Arguments(string process)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes($"/proc/{process}/cmdline")).Split('\0');
        }
        catch (IOException)
        {
            return []; // It ended while we looked.
        }
    }
}
