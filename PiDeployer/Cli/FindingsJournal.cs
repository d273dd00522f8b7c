using System.Text;
using PiDeployer.Checks;
using PiDeployer.Values;

namespace PiDeployer.Cli;

/// <summary>What is not well, for the journal: a line each, with its priority before it, so that <c>journalctl -p warning</c> finds it. Of what is well, only the count.</summary>
internal static class FindingsJournal
{
    private const string Information = "<6>";

    public static string Of(IReadOnlyList<GroupReport> reports)
    {
        var lines = new StringBuilder();
        foreach (var report in reports)
        {
            foreach (var finding in report.Findings.Where(finding => finding.Severity != Severity.Ok))
                lines.Append(finding.Severity == Severity.Error ? "<3>" : "<4>").Append(Wording.OnOneLine(Line(report.Title, finding))).Append('\n');
        }

        return lines.Append(Information).Append("check: ").Append(FindingsPage.Summary(reports)).Append('\n').ToString();
    }

    private static string Line(string title, Finding finding) =>
        $"check: {title}: {finding.What}{(finding.Where is { } where ? $" ({where})" : "")}{(finding.Mend is { } mend ? $". To mend it: {mend}" : "")}";
}
