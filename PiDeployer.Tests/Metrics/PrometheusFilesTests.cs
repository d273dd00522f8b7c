using System.Text.Json.Nodes;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Metrics;

/// <summary>What the repository has for those who run Prometheus and Grafana. Whether it asks for what there is, is seen in <see cref="EndToEnd.MetricsEndpointTests"/>.</summary>
public sealed class PrometheusFilesTests : IDisposable
{
    private readonly TempDirectory folder = new();

    public void Dispose() => folder.Dispose();

    [Fact(Timeout = 180_000)]
    public void Prometheus_starts_with_the_example_of_the_README_and_the_alerts()
    {
        Assert.SkipUnless(Promtool.MissingReason is null, Promtool.MissingReason ?? "");
        folder.Write("alerts.yml", SourceTree.Read(PromQl.Alerts));
        var example = SourceTree.Read("README.md").Split("```yaml\n").Single(block => block.Contains("scrape_configs:", StringComparison.Ordinal)).Split("```")[0];

        Promtool.ShouldAccept("config", folder.Write("prometheus.yml", example));
        Should.Throw<ShouldAssertException>(() => Promtool.ShouldAccept("config", folder.Write("prometheus.yml", example.Replace("job_name", "name", StringComparison.Ordinal))));
    }

    [Fact(Timeout = 180_000)]
    public void Each_question_of_the_dashboard_can_be_asked()
    {
        Assert.SkipUnless(Promtool.MissingReason is null, Promtool.MissingReason ?? "");

        Promtool.ShouldAccept("rules", folder.Write("good.yml", Recorded(PromQl.OfBoard())));
        Should.Throw<ShouldAssertException>(() => Promtool.ShouldAccept("rules", folder.Write("bad.yml", Recorded(["sum(up"]))));
    }

    [Fact]
    public void The_dashboard_works_wherever_it_is_imported()
    {
        var board = JsonNode.Parse(SourceTree.Read(PromQl.Board)).ShouldBeOfType<JsonObject>();
        board["templating"]?["list"]?.AsArray().Select(variable => variable.Text("name")).ShouldBe(["datasource", "instance", "project"]);
        PromQl.Panels().Count().ShouldBeGreaterThan(9);
        foreach (var panel in PromQl.Panels())
        {
            panel?["datasource"].Text("uid").ShouldBe("${datasource}");
            panel?["targets"]?.AsArray().ShouldAllBe(target => target.Text("expr").Contains("instance=~\"$instance\"", StringComparison.Ordinal));
        }

        PromQl.Panels().Select(panel => panel.Number("id")).ShouldBeUnique();
        var cells = PromQl.Panels().Select(panel => panel?["gridPos"]).SelectMany(at => from x in Enumerable.Range((int)at.Number("x"), (int)at.Number("w")) from y in Enumerable.Range((int)at.Number("y"), (int)at.Number("h")) select (x, y)).ToList();
        cells.ShouldBeUnique("Two panels overlap.");
        cells.ShouldAllBe(cell => cell.x < 24);
    }

    [Theory]
    [InlineData("sum by (le) (rate(a_bucket{project=~\"$p\"}[5m])) / on (job) group_left b_total", "a_bucket", "b_total")]
    [InlineData("time() - a_seconds > 0.8 or vector(0)", "a_seconds")]
    public void Metrics_are_found_in_an_expression(string expression, params string[] metrics) => PromQl.MetricsIn(expression).ShouldBe(metrics);

    /// <summary>JSON is YAML too.</summary>
    private static string Recorded(IEnumerable<string> expressions) => new JsonObject
    {
        ["groups"] = new JsonArray(new JsonObject
        {
            ["name"] = "board",
            ["rules"] = new JsonArray([.. expressions.Select((expression, number) => new JsonObject { ["record"] = $"board:{number}", ["expr"] = expression })]),
        }),
    }.ToJsonString();
}
