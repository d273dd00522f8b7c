namespace PiDeployer.Checks;

/// <param name="Title">The group's.</param>
/// <param name="Findings">In its checks' order.</param>
internal sealed record GroupReport(string Title, IReadOnlyList<Finding> Findings);

internal static class GroupReports
{
    /// <summary>How many findings are so bad.</summary>
    public static int Count(this IReadOnlyList<GroupReport> reports, Severity severity)
    {
        var count = 0;
        foreach (var report in reports)
            count += report.Findings.Count(finding => finding.Severity == severity);
        return count;
    }
}
