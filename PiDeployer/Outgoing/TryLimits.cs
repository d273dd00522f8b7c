namespace PiDeployer.Outgoing;

/// <summary>How long, and how often, somebody outside is tried.</summary>
/// <param name="Try">One try may take this long.</param>
/// <param name="Retries">So often it is tried again; 0 for not at all.</param>
internal sealed record TryLimits(TimeSpan Try, int Retries)
{
    /// <summary>In the background, where nobody waits.</summary>
    public static TryLimits Usual { get; } = new(TimeSpan.FromSeconds(10), 4);

    /// <summary>Where a person waits to see whether it works.</summary>
    public static TryLimits Once { get; } = Usual with { Retries = 0 };
}
