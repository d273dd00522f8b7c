namespace PiDeployer.Tests.Abuse;

/// <summary>What <c>bench/abuse.sh</c> makes its table of: a line of cells each, in the file that it names.</summary>
internal static class AbuseReport
{
    private static readonly string? Path = Environment.GetEnvironmentVariable("PIDEPLOYER_ABUSE_REPORT");
    private static readonly Lock Gate = new();

    /// <summary>Whether somebody measures, on a machine that does nothing else.</summary>
    public static bool IsWanted => !string.IsNullOrEmpty(Path);

    public static void Line(params string[] cells)
    {
        if (!IsWanted || Path is null)
            return;
        lock (Gate)
            File.AppendAllText(Path, $"{string.Join('\t', cells)}\n");
    }
}
