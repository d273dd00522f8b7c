using System.Collections.Immutable;

namespace PiDeployer.Checks;

/// <summary>What somebody asked of <c>pi-deployer check</c>.</summary>
internal sealed record CheckOptions
{
    /// <summary>The only ones that are looked at, and the machine with them; none for all.</summary>
    public ImmutableArray<string> Projects { get; init; } = [];

    /// <summary>Nothing that needs a network or takes time, as before a start.</summary>
    public bool IsQuick { get; init; }

    /// <summary>Whether a warning counts as an error.</summary>
    public bool IsStrict { get; init; }

    public bool IsJson { get; init; }
}
