using System.Text;
using PiDeployer.Checks;
using PiDeployer.Cli.Terminal;
using PiDeployer.Values;

namespace PiDeployer.Cli;

/// <summary>What was found, as people read it: group by group, the place and the way to mend it under each, and the counts at the end.</summary>
/// <remarks>Some of it comes from git, from folders' names, from whoever listens at a port: none of that steers a terminal, or begins a line of its own.</remarks>
internal static class FindingsPage
{
    private const string Indent = "           ";

    /// <param name="reports">What was found.</param>
    /// <param name="screen">Where it will stand.</param>
    public static string Of(IReadOnlyList<GroupReport> reports, Screen screen)
    {
        var page = new StringBuilder();
        foreach (var report in reports.Where(report => report.Findings.Count > 0))
        {
            page.Append(screen.Paint(report.Title, Ink.Bold)).Append('\n');
            foreach (var finding in report.Findings)
                Add(page, finding, screen);
            page.Append('\n');
        }

        return page.Append(Summary(reports)).Append('\n').ToString();
    }

    /// <summary>The counts, in words.</summary>
    public static string Summary(IReadOnlyList<GroupReport> reports)
    {
        var (errors, warnings, well) = (reports.Count(Severity.Error), reports.Count(Severity.Warning), reports.Count(Severity.Ok));
        return $"{Counted(errors, "error")}, {Counted(warnings, "warning")}, {well} ok";
    }

    private static string Counted(int count, string noun) => $"{count} {noun}{(count == 1 ? "" : "s")}";

    private static void Add(StringBuilder page, Finding finding, Screen screen)
    {
        var ink = finding.Severity switch { Severity.Error => Ink.Bad, Severity.Warning => Ink.Busy, _ => Ink.Good };
        page.Append("  ").Append(screen.Paint(finding.Severity.ToName().PadRight(9), ink)).Append(Wording.OnOneLine(finding.What)).Append('\n');
        if (finding.Where is { } where)
            page.Append(Indent).Append("where: ").Append(Wording.OnOneLine(where)).Append('\n');
        if (finding.Mend is { } mend)
            page.Append(Indent).Append("mend:  ").Append(Wording.OnOneLine(mend)).Append('\n');
    }
}
