using System.Globalization;
using PiDeployer.Values;

namespace PiDeployer.Checks.Configured;

/// <summary>Who listens at a port of this machine, as far as this user may know: root may know of everybody, others of themselves.</summary>
internal static class PortHolder
{
    private const string Listens = "0A";

    /// <summary><c>nginx (process 812)</c>; null when it cannot be found out.</summary>
    public static string? NameOf(int port)
    {
        var sockets = Sockets("/proc/net/tcp", port).Concat(Sockets("/proc/net/tcp6", port)).Select(inode => $"socket:[{inode}]").ToList();
        return sockets.Count == 0 ? null : Processes().FirstOrDefault(process => Holds(process, sockets)) is { } holder ? $"{ProgramOf(holder)} (process {Path.GetFileName(holder)})" : null;
    }

    /// <summary>The inodes: <see href="https://www.kernel.org/doc/html/latest/networking/proc_net_tcp.html"/>.</summary>
    private static IEnumerable<string> Sockets(string table, int port)
    {
        var ending = string.Create(CultureInfo.InvariantCulture, $":{port:X4}");
        foreach (var line in Lines(table))
        {
            if (line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var local, _, Listens, _, _, _, _, _, var inode, ..] && local.EndsWith(ending, StringComparison.Ordinal))
                yield return inode;
        }
    }

    private static string[] Lines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            return [];
        }
    }

    private static string[] Processes() => [.. Directory.GetDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0]))];

    private static bool Holds(string process, List<string> sockets)
    {
        try
        {
            return Directory.GetFiles(Path.Combine(process, "fd")).Any(file => new FileInfo(file).LinkTarget is { } target && sockets.Contains(target));
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            return false; // It has ended meanwhile, or belongs to somebody else.
        }
    }

    private static string ProgramOf(string process) => Lines(Path.Combine(process, "comm")) is [var name, ..] ? name : "a process";
}
