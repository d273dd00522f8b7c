using PiDeployer.Values;

namespace PiDeployer.Pipelines.Sides;

/// <summary>How a proxy sees the two sides.</summary>
internal sealed record ProxyView(SideView Blue, SideView Green)
{
    public SideView Of(Side side) => side == Side.Blue ? Blue : Green;

    /// <summary>Null when people are sent to this side and to no other, else how it is instead.</summary>
    public string? WhyNot(Side side)
    {
        if (!Of(side).Takes)
            return $"{side.ToName()} is {Of(side).Description}";
        return Of(side.Other()).Takes ? $"{side.Other().ToName()} is {Of(side.Other()).Description}" : null;
    }
}

/// <param name="Takes">Whether people are sent there.</param>
/// <param name="Busy">What is going on there at the moment: requests, or connections where they are not looked into.</param>
/// <param name="Description">In the proxy's own words: <c>UP</c>, <c>DRAIN</c>.</param>
internal sealed record SideView(bool Takes, long Busy, string Description)
{
    /// <summary>Whether people would be sent there as soon as somebody answers.</summary>
    public bool WouldTake { get; init; } = Takes;
}
