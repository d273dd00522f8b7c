namespace PiDeployer.Outgoing;

/// <summary>What somebody outside made of what we sent.</summary>
internal abstract record Reply
{
    internal sealed record Done(byte[] Body) : Reply;

    /// <param name="After">How long it wants to be left alone; null when it did not say.</param>
    /// <param name="Reason">A sentence without its stop.</param>
    internal sealed record TryLater(TimeSpan? After, string Reason) : Reply;

    /// <param name="Reason">A sentence without its stop.</param>
    /// <param name="Said">Its own words; null when there were none.</param>
    internal sealed record Refused(string Reason, string? Said) : Reply;

    /// <summary>Null when it was done.</summary>
    public string? Problem => this switch
    {
        Done => null,
        TryLater(_, var reason) => reason,
        Refused(var reason, _) => reason,
        _ => throw new InvalidOperationException($"{this} is not a reply."),
    };
}
