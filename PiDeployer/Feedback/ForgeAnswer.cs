namespace PiDeployer.Feedback;

/// <summary>What a forge made of a call.</summary>
internal abstract record ForgeAnswer
{
    internal sealed record Done(byte[] Body) : ForgeAnswer;

    /// <param name="After">How long it wants to be left alone; null when it did not say.</param>
    /// <param name="Reason">A sentence without its stop.</param>
    internal sealed record TryLater(TimeSpan? After, string Reason) : ForgeAnswer;

    /// <param name="Reason">A sentence without its stop.</param>
    /// <param name="Said">The forge's own words; null when there were none.</param>
    internal sealed record Refused(string Reason, string? Said) : ForgeAnswer;

    /// <summary>Null when it was done.</summary>
    public string? Problem => this switch
    {
        Done => null,
        TryLater(_, var reason) => $"{reason}, however often it was tried",
        Refused(var reason, _) => reason,
        _ => throw new InvalidOperationException($"{this} is not an answer."),
    };
}
