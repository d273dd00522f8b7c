using System.Globalization;
using System.Text;
using PiDeployer.Metrics;

namespace PiDeployer.Tests.Infra;

/// <summary>A page of metrics, taken apart: each line but the comments is a sample, with its name and labels as they stand there.</summary>
internal sealed class MetricSamples
{
    private readonly Dictionary<string, double> values = new(StringComparer.Ordinal);

    public MetricSamples(string text)
    {
        Text = text;
        text.ShouldEndWith("\n");
        text.ShouldNotContain('\r');
        foreach (var line in text.TrimEnd('\n').Split('\n').Where(line => !line.StartsWith('#')))
            values.Add(line[..line.LastIndexOf(' ')], double.Parse(line[(line.LastIndexOf(' ') + 1)..].Replace("Inf", "Infinity", StringComparison.Ordinal), CultureInfo.InvariantCulture));
    }

    public string Text { get; }

    /// <summary>With their labels.</summary>
    public IEnumerable<string> Names => values.Keys;

    /// <summary>Without.</summary>
    public ISet<string> Metrics => values.Keys.Select(name => name.Split('{')[0]).ToHashSet();

    /// <param name="sample">With its labels, such as <c>up{job="shop"}</c>.</param>
    public double this[string sample] => values.TryGetValue(sample, out var value) ? value : throw new KeyNotFoundException($"There is no {sample} in\n{Text}");

    public static MetricSamples Of(Action<MetricsPage> write)
    {
        var page = new MetricsPage(1);
        write(page);
        return new MetricSamples(Encoding.UTF8.GetString(page.Text.Span));
    }
}
