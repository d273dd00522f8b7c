namespace PiDeployer.Deployments;

/// <param name="SegmentBytes">How long one file of a deployment's log becomes, in bytes.</param>
/// <param name="Segments">How many of its files are kept.</param>
internal sealed record LogLimits(long SegmentBytes, int Segments)
{
    public static LogLimits Default { get; } = new(10 * 1024 * 1024, 5);
}
