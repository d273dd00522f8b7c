using System.Text;

namespace PiDeployer.Tests.Infra;

/// <summary>Finds processes by what only a test of ours would give them: an argument, or a folder to work in.</summary>
internal static class LiveProcesses
{
    public static IReadOnlyList<int> WithArgument(string argument) => [.. All.Where(name => Arguments(name).Contains(argument)).Select(int.Parse)];

    /// <summary>The command lines of all that work in a folder or below it.</summary>
    public static IReadOnlyList<string> In(string folder) =>
        [.. All.Where(name => $"{new DirectoryInfo($"/proc/{name}/cwd").LinkTarget}/".StartsWith($"{folder}/", StringComparison.Ordinal)).Select(name => string.Join(' ', Arguments(name)))];

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
