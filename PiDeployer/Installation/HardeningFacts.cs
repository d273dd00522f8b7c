namespace PiDeployer.Installation;

/// <summary>What there is of the stricter form, and what its rule shall be.</summary>
internal sealed record HardeningFacts
{
    /// <summary>Whether it was asked for this time; else it is kept as it is.</summary>
    public required bool IsAsked { get; init; }

    /// <summary>Whether there is a folder for settings beside the unit.</summary>
    public required bool HasFolder { get; init; }

    /// <summary>Null when there are none.</summary>
    public required byte[]? Settings { get; init; }

    public required bool HasPolkit { get; init; }

    /// <summary>By which name there may be somebody else's; null when there is none.</summary>
    public required string? Rule { get; init; }

    /// <summary>For everybody to read; null when there is none.</summary>
    public required string? Copy { get; init; }

    /// <summary>Whom the service runs as.</summary>
    public required string User { get; init; }

    /// <summary>None, too, when it is not known which.</summary>
    public required RestartedUnits Wanted { get; init; }

    /// <summary>Why it is not known; null when it is.</summary>
    public required string? WhyNot { get; init; }
}
