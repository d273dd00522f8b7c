namespace PiDeployer.Tests.Soak;

/// <summary>Something that may not grow: in the last third of a run it may be more than in the second by so much and no more. The first third is for warming up.</summary>
/// <param name="Share">Of what it was.</param>
/// <param name="Amount">On top of that.</param>
internal sealed record SoakMeasure(string Name, Func<SoakSample, double> Of, double Share, double Amount)
{
    public static readonly SoakMeasure[] All =
    [
        new("RSS, MiB", sample => sample.Resident, Share: 0.05, Amount: 1.5),
        new("handles", sample => sample.Handles, Share: 0.1, Amount: 5),
        new("threads", sample => sample.Threads, Share: 0.1, Amount: 3),
        new("children", sample => sample.Children, Share: 0.1, Amount: 3),
        new("files", sample => sample.Files, Share: 0.05, Amount: 10),
    ];

    /// <summary>A shorter run may not be warm after its first third, so that twice as much is allowed.</summary>
    private static readonly TimeSpan Short = TimeSpan.FromMinutes(2);

    /// <summary>What is wrong; null when nothing is.</summary>
    public string? WhyNotFlat(IReadOnlyList<SoakSample> samples)
    {
        var third = samples.Count / 3;
        var (before, after) = (MedianOf(samples.Skip(third).Take(third)), MedianOf(samples.Skip(2 * third)));
        var most = before + (((before * Share) + Amount) * (samples[^1].At < Short ? 2 : 1));
        return after <= most ? null : $"{Name}: {before:0.0} in the second third, {after:0.0} in the last, and {most:0.0} would be the most";
    }

    public double MedianOf(IEnumerable<SoakSample> samples)
    {
        var values = samples.Select(Of).Order().ToList();
        return (values[(values.Count - 1) / 2] + values[values.Count / 2]) / 2;
    }
}
