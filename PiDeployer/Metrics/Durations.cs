namespace PiDeployer.Metrics;

/// <summary>How long deployments of one project took: how many there were up to each of some bounds.</summary>
internal sealed class Durations
{
    /// <summary>In seconds: from a pull of a few files to images that are built on a Pi.</summary>
    private static readonly double[] Bounds = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600];

    private static readonly string[] Names = Array.ConvertAll(Bounds, MetricsPage.Shown);

    /// <summary>Of each bound those that are over the one before it, and in the end those that are over all.</summary>
    private readonly long[] counts = new long[Bounds.Length + 1];

    private double sum;

    public void Add(TimeSpan duration)
    {
        var bound = 0;
        while (bound < Bounds.Length && duration.TotalSeconds > Bounds[bound])
            bound++;
        counts[bound]++;
        sum += duration.TotalSeconds;
    }

    public void WriteTo(MetricsPage page, string project)
    {
        var count = 0L;
        for (var bound = 0; bound < counts.Length; bound++)
        {
            count += counts[bound];
            page.Part("_bucket", count, ("project", project), ("le", bound < Bounds.Length ? Names[bound] : "+Inf"));
        }

        page.Part("_sum", sum, ("project", project)).Part("_count", count, ("project", project));
    }
}
