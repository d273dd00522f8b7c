using System.Text;

namespace PiDeployer.Tests.Infra;

/// <summary>Finds processes by an argument that only a test of ours would give them.</summary>
internal static class LiveProcesses
{
    public static IReadOnlyList<int> WithArgument(string argument) =>
    [
        .. Directory.EnumerateDirectories("/proc").Select(folder => Path.GetFileName(folder))
            .Where(name => name.All(char.IsAsciiDigit) && Arguments(name).Contains(argument)).Select(int.Parse),
    ];

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
