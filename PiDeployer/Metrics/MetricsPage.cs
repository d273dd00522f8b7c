using System.Buffers;
using System.Globalization;
using System.Text;

namespace PiDeployer.Metrics;

/// <summary>
/// A page of samples in Prometheus' text format, version 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats/). Samples belong to the family that was
/// begun last, so all of one family stand together, under the one line of help and the one of type that it has.
/// </summary>
/// <param name="capacity">In bytes, how long it will probably get.</param>
internal sealed class MetricsPage(int capacity)
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private const int LongestNumber = 32;

    private readonly ArrayBufferWriter<byte> text = new(capacity);
    private string family = "";

    public ReadOnlyMemory<byte> Text => text.WrittenMemory;

    /// <summary>Begins a family of numbers that only grow, until the program ends.</summary>
    public MetricsPage Counter(string name, string help) => Begin(name, "counter", help);

    /// <summary>Begins a family of numbers that go up and down.</summary>
    public MetricsPage Gauge(string name, string help) => Begin(name, "gauge", help);

    /// <summary>Begins a family of distributions; what each sample is a part of is said by its suffix.</summary>
    public MetricsPage Histogram(string name, string help) => Begin(name, "histogram", help);

    public MetricsPage Sample(double value, params ReadOnlySpan<(string Name, string Value)> labels) => Part("", value, labels);

    /// <param name="suffix">Such as <c>_sum</c>.</param>
    /// <param name="value">Of the sample.</param>
    /// <param name="labels">What tells it from the others of its name.</param>
    public MetricsPage Part(string suffix, double value, params ReadOnlySpan<(string Name, string Value)> labels)
    {
        Write(family);
        Write(suffix);
        for (var i = 0; i < labels.Length; i++)
        {
            Write(i == 0 ? "{" : ",");
            Write(labels[i].Name);
            Write("=\"");
            Write(Escape(labels[i].Value).Replace("\"", "\\\"", StringComparison.Ordinal));
            Write("\"");
        }

        Write(labels.IsEmpty ? " " : "} ");
        Write(value);
        Write("\n");
        return this;
    }

    /// <summary>Whole numbers as such, others as short as they can be read back, and infinity under the format's own name.</summary>
    public static string Shown(double value) =>
        double.IsPositiveInfinity(value) ? "+Inf" : double.IsNegativeInfinity(value) ? "-Inf" : value.ToString(CultureInfo.InvariantCulture);

    private MetricsPage Begin(string name, string type, string help)
    {
        family = name;
        Write($"# HELP {name} {Escape(help)}\n# TYPE {name} {type}\n");
        return this;
    }

    /// <summary>Nothing is copied where there is nothing to escape, as is the rule.</summary>
    private static string Escape(string value) => value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private void Write(double value)
    {
        if (!double.IsFinite(value))
        {
            Write(Shown(value));
            return;
        }

        value.TryFormat(text.GetSpan(LongestNumber), out var length, default, CultureInfo.InvariantCulture);
        text.Advance(length);
    }

    private void Write(string part) => text.Advance(Encoding.UTF8.GetBytes(part, text.GetSpan(Encoding.UTF8.GetMaxByteCount(part.Length))));
}
