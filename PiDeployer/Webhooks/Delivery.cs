using System.Collections.Immutable;
using PiDeployer.Values;

namespace PiDeployer.Webhooks;

/// <summary>One call of a forge, or of somebody in its place, read but not yet verified.</summary>
internal abstract record Delivery
{
    /// <param name="Repository">Where it was pushed.</param>
    /// <param name="Events">What moved: mostly one, and none where nothing of it is a branch or a tag.</param>
    internal sealed record Push(PushedRepository Repository, ImmutableArray<PushEvent> Events) : Delivery;

    /// <summary>The forge tries whether we are there. An organisation's ping names no repository.</summary>
    internal sealed record Ping(PushedRepository? Repository) : Delivery;

    internal sealed record OtherEvent(string Name, PushedRepository Repository) : Delivery;

    /// <summary>Somebody asks for something by its name.</summary>
    internal sealed record Call(DeployCall Wish) : Delivery;

    /// <summary>Not a delivery at all; the reason tells the sender what was wrong.</summary>
    internal sealed record Malformed(string Reason) : Delivery;
}
