using PiDeployer.Metrics;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Metrics;

public sealed class MetricsPageTests
{
    [Fact]
    public void A_family_is_announced_once_before_all_of_its_samples()
    {
        var page = MetricSamples.Of(page =>
        {
            page.Counter("pulls_total", "Pulls.").Sample(3, ("project", "shop"), ("result", "failed")).Sample(4, ("project", "blog"), ("result", "failed"));
            page.Gauge("running", "What runs.").Sample(1);
            page.Histogram("pull_seconds", "How long.").Part("_bucket", 0, ("le", "1")).Part("_sum", 0.25).Part("_count", 1);
        });

        page.Text.ShouldBe(
            """
            # HELP pulls_total Pulls.
            # TYPE pulls_total counter
            pulls_total{project="shop",result="failed"} 3
            pulls_total{project="blog",result="failed"} 4
            # HELP running What runs.
            # TYPE running gauge
            running 1
            # HELP pull_seconds How long.
            # TYPE pull_seconds histogram
            pull_seconds_bucket{le="1"} 0
            pull_seconds_sum 0.25
            pull_seconds_count 1

            """);
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    [InlineData("""C:\new "one" """, """C:\\new \"one\" """)]
    [InlineData("two\nlines", """two\nlines""")]
    [InlineData("""\n""", """\\n""")]
    [InlineData("größer 日本 🚀", "größer 日本 🚀")]
    public void What_a_label_says_ends_neither_the_label_nor_the_line(string value, string written) =>
        MetricSamples.Of(page => page.Gauge("a", "b").Sample(1, ("c", value))).Text.ShouldEndWith($"\na{{c=\"{written}\"}} 1\n");

    [Fact]
    public void Help_is_one_line() => MetricSamples.Of(page => page.Gauge("a", "a\\b\n\"c\"").Sample(1)).Text.ShouldStartWith("# HELP a a\\\\b\\n\"c\"\n# TYPE");

    [Theory]
    [InlineData(0, "0")]
    [InlineData(-1, "-1")]
    [InlineData(1_900_000_000.125, "1900000000.125")]
    [InlineData(0.1, "0.1")]
    [InlineData(9_007_199_254_740_991, "9007199254740991")]
    [InlineData(double.MaxValue, "1.7976931348623157E+308")]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    [InlineData(double.NaN, "NaN")]
    public void Numbers_are_written_for_machines(double value, string written)
    {
        MetricsPage.Shown(value).ShouldBe(written);
        MetricSamples.Of(page => page.Gauge("a", "b").Sample(value)).Text.ShouldEndWith($"\na {written}\n");
    }
}
