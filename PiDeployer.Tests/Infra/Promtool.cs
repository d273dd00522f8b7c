namespace PiDeployer.Tests.Infra;

/// <summary>Prometheus' own program that checks what is written for it.</summary>
internal static class Promtool
{
    private const string Check = "promtool check \"$1\" <\"$2\" 2>&1";

    /// <summary>Why there is none; null when there is.</summary>
    public static string? MissingReason => Environment.GetEnvironmentVariable("PIDEPLOYER_NO_PROMTOOL") is { Length: > 0 } reason ? reason : null;

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
        return Shell.TryRun("bash", "-c", Check, "check", "metrics", folder.Write("metrics.txt", page));
    }
}
