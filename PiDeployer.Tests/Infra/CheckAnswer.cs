using System.Text.Json.Nodes;
using PiDeployer.Checks;

namespace PiDeployer.Tests.Infra;

/// <summary>What <c>pi-deployer check --json</c> answered.</summary>
internal sealed record CheckAnswer(int Code, IReadOnlyList<Finding> Findings)
{
    public static CheckAnswer Parse(int code, string json)
    {
        var findings = JsonNode.Parse(json)?["findings"]?.AsArray() ?? throw new ShouldAssertException(json);
        return new CheckAnswer(code, [.. findings.Select(finding => new Finding(
            (string?)finding?["check"] ?? "",
            Enum.Parse<Severity>((string?)finding?["severity"] ?? "", ignoreCase: true),
            (string?)finding?["what"] ?? "",
            (string?)finding?["where"],
            (string?)finding?["mend"]))]);
    }

    /// <inheritdoc cref="Only(string, Severity, string)"/>
    public Finding Only(string check, string severity, string words) => Only(check, Enum.Parse<Severity>(severity, ignoreCase: true), words);

    /// <summary>The only thing that this check found, which has this severity and these words in it.</summary>
    public Finding Only(string check, Severity severity, string words)
    {
        var found = Findings.Where(finding => finding.Check == check && finding.What.Contains(words, StringComparison.Ordinal)).ToList();
        found.Count.ShouldBe(1, $"{check} '{words}' among:\n{this}");
        found[0].Severity.ShouldBe(severity, $"{this}");
        return found[0];
    }

    /// <summary>That this check found nothing amiss.</summary>
    public void IsWell(string check)
    {
        Findings.ShouldContain(finding => finding.Check == check, $"{this}");
        Findings.Where(finding => finding.Check == check && finding.Severity != Severity.Ok).ShouldBeEmpty($"{this}");
    }

    public override string ToString() => string.Join('\n', Findings.Select(finding => $"{finding.Check} {finding.Severity}: {finding.What} | {finding.Where} | {finding.Mend}"));
}
