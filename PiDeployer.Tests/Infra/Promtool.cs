namespace PiDeployer.Tests.Infra;

/// <summary>Prometheus' own program that checks what is written for it.</summary>
internal static class Promtool
{
    /// <summary>Why there is none; null when there is.</summary>
    public static string? MissingReason => Environment.GetEnvironmentVariable("PIDEPLOYER_NO_PROMTOOL") is { Length: > 0 } reason ? reason
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "promtool"))) ? null
        : "promtool is missing; test.sh fetches it";

    /// <summary>Neither a mistake is found nor anything that its authors advise against.</summary>
    public static void ShouldAcceptMetrics(string page)
    {
        var (code, complaints) = CheckMetrics(page);
        complaints.ShouldBe("", page);
        code.ShouldBe(0, page);
    }

    public static (int Code, string Complaints) CheckMetrics(string page)
    {
        using var folder = new TempDirectory();
        return Shell.TryRun("bash", "-c", "promtool check metrics <\"$0\" 2>&1", folder.Write("metrics.txt", page));
    }

    /// <summary>Of Prometheus itself, or of alerts and recorded expressions.</summary>
    /// <param name="kind"><c>config</c>, whose rules are looked at too, or <c>rules</c>.</param>
    /// <param name="path">The file's.</param>
    public static void ShouldAccept(string kind, string path) => Shell.Run("promtool", "check", kind, path).ShouldContain("SUCCESS");
}
