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
    public static long PeakMemory(int process) => Status(process, "VmHWM") * 1024;

    /// <summary>What is resident of a process, in bytes.</summary>
    public static long Memory(int process) => Status(process, "VmRSS") * 1024;

    /// <summary>How much a process has read so far, from files and otherwise.</summary>
    public static long BytesRead(int process) => Figure($"/proc/{process}/io", "rchar");

    public static int Threads(int process) => (int)Status(process, "Threads");

    /// <summary>How many files, sockets and pipes a process has open.</summary>
    public static int Handles(int process) => Directory.EnumerateFileSystemEntries($"/proc/{process}/fd").Count();

    /// <summary>Also those that have ended, as long as their parent has not asked how.</summary>
    public static IReadOnlyList<int> ChildrenOf(int parent) => [.. All.Where(name => ParentOf(name) == $"{parent}").Select(int.Parse)];

    private static IEnumerable<string> All => Directory.EnumerateDirectories("/proc").Select(folder => Path.GetFileName(folder)).Where(name => name.All(char.IsAsciiDigit));

    private static long Status(int process, string name) => Figure($"/proc/{process}/status", name);

    private static long Figure(string file, string name)
    {
        var line = File.ReadLines(file).Single(line => line.StartsWith($"{name}:", StringComparison.Ordinal));
        return long.Parse(line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }

    /// <summary>The fourth field, and the second one after the name, which may hold anything.</summary>
    private static string ParentOf(string process)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{process}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ')[1];
        }
        catch (IOException)
        {
            return ""; // It ended while we looked.
        }
    }

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
