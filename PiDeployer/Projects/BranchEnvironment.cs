using PiDeployer.Values;

namespace PiDeployer.Projects;

/// <summary>A branch's own place: a project that exists as long as the branch does.</summary>
/// <param name="Branch">Whose it is.</param>
/// <param name="Label">The branch as a part of a host's name: <c>feature-login</c>.</param>
/// <param name="Port">On loopback.</param>
/// <param name="Host">Under which people ask for it; null where nobody is sent there.</param>
/// <param name="Checkout">The project's own, of which this one is a work tree.</param>
/// <param name="Settings">Of all of them.</param>
internal sealed record BranchEnvironment(BranchName Branch, string Label, int Port, string? Host, string Checkout, EnvironmentSettings Settings)
{
    /// <summary>When somebody pushed there last.</summary>
    public required DateTimeOffset PushedAt { get; init; }

    /// <summary>Whether it has only to be cleared away.</summary>
    public bool IsGone { get; init; }

    /// <summary>Null when it does not end by itself.</summary>
    public DateTimeOffset? EndsAt => Settings.TimeToLive is { } life ? PushedAt + life : null;
}
