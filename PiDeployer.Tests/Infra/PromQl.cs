using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace PiDeployer.Tests.Infra;

/// <summary>The expressions that the repository's own documents ask of Prometheus.</summary>
internal static partial class PromQl
{
    public const string Board = "docs/grafana.json";
    public const string Alerts = "docs/alerts.yml";

    /// <summary>Those of the dashboard's panels, with something in the place of what Grafana fills in.</summary>
    public static IReadOnlyList<string> OfBoard() =>
    [
        .. Panels().SelectMany(panel => panel?["targets"]?.AsArray().Select(target => target.Text("expr")) ?? [])
            .Select(expression => expression.Replace("$__range", "7d", StringComparison.Ordinal).Replace("$__interval", "10m", StringComparison.Ordinal).Replace("$__rate_interval", "5m", StringComparison.Ordinal)),
    ];

    public static IReadOnlyList<string> OfAlerts() => [.. Expression().Matches(SourceTree.Read(Alerts)).Select(match => match.Groups["text"].Value)];

    public static IEnumerable<JsonNode?> Panels() => JsonNode.Parse(SourceTree.Read(Board))?["panels"]?.AsArray() ?? throw new InvalidOperationException("The dashboard has no panels.");

    /// <summary>The metrics that an expression speaks of: its names that are neither a function nor a word of the language nor a label.</summary>
    public static IEnumerable<string> MetricsIn(string expression) => Name().Matches(Aside().Replace(expression, " ")).Select(match => match.Value);

    [GeneratedRegex(@"^ *expr: (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Expression();

    /// <summary>What stands in braces, in brackets, or behind a word that wants labels.</summary>
    [GeneratedRegex(@"\{[^}]*\}|\[[^\]]*\]|\b(by|without|on|ignoring|group_left|group_right) *\([^)]*\)")]
    private static partial Regex Aside();

    [GeneratedRegex(@"\b(?!(and|or|unless|bool|offset|group_left|group_right)\b)[a-z_][a-z0-9_]*\b(?! *\()")]
    private static partial Regex Name();
}
