namespace PiDeployer.Outgoing;

/// <summary>How long, and how often, somebody outside is tried.</summary>
/// <param name="Try">One try may take this long.</param>
/// <param name="Retries">So often it is tried again; 0 for not at all.</param>
internal sealed record TryLimits(TimeSpan Try, int Retries)
{
    /// <summary>A pause between two tries is no longer, unless it is asked for; null where that does not matter.</summary>
    public TimeSpan? LongestPause { get; init; }

    /// <summary>In the background, where nobody waits.</summary>
    public static TryLimits Usual { get; } = new(TimeSpan.FromSeconds(10), 4);

    /// <summary>In the background too, for what is worth having a few minutes later: the network may be away while a router starts.</summary>
    public static TryLimits Patient { get; } = Usual with { Retries = 10, LongestPause = TimeSpan.FromMinutes(1) };

    /// <summary>Where a person waits to see whether it works.</summary>
    public static TryLimits Once { get; } = Usual with { Retries = 0 };
}
