namespace PiDeployer.Checks;

/// <param name="Each">For one check, once it is its turn.</param>
/// <param name="All">For all of them together.</param>
/// <param name="AtOnce">How many run at a time; most of them wait for somebody else.</param>
internal sealed record CheckLimits(TimeSpan Each, TimeSpan All, int AtOnce)
{
    public static CheckLimits Usual { get; } = new(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(60), 8);

    /// <summary>Before a start, which is not to be held up.</summary>
    public static CheckLimits Quick { get; } = new(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(5), 8);
}
