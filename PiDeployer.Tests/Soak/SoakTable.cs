using System.Globalization;
using System.Text;

namespace PiDeployer.Tests.Soak;

/// <summary>The samples of a run as a table: ten lines, or one for each minute, with the medians of their time.</summary>
internal static class SoakTable
{
    private const int Lines = 10;

    public static string Of(IReadOnlyList<SoakSample> samples, TimeSpan duration)
    {
        var step = duration / Math.Max(Lines, (int)duration.TotalMinutes);
        var table = new StringBuilder("| until | requests | deployments |");
        foreach (var measure in SoakMeasure.All)
            table.Append(CultureInfo.InvariantCulture, $" {measure.Name} |");
        table.Append("\n|---:|---:|---:|").Insert(table.Length, "---:|", SoakMeasure.All.Length).Append('\n');
        foreach (var line in samples.GroupBy(sample => (int)(sample.At / step)))
        {
            var last = line.Last();
            table.Append(CultureInfo.InvariantCulture, $"| {(line.Key + 1) * step:mm\\:ss} | {last.Requests} | {last.Deployments} |");
            foreach (var measure in SoakMeasure.All)
                table.Append(CultureInfo.InvariantCulture, $" {measure.MedianOf(line):0.#} |");
            table.Append('\n');
        }

        return table.ToString();
    }
}
