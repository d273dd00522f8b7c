namespace PiDeployer.Logs;

/// <param name="SegmentBytes">How long one file of a deployment's log becomes, in bytes.</param>
/// <param name="Segments">How many of its files are kept.</param>
internal sealed record LogLimits(long SegmentBytes, int Segments)
{
    /// <summary>How much the logs of all deployments of a project may be, in bytes; the one that runs is within that at its longest.</summary>
    public long ProjectBytes { get; init; } = 200 * 1024 * 1024;

    public static LogLimits Default { get; } = new(10 * 1024 * 1024, 5);
}
