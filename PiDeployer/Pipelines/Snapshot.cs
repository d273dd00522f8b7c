using System.Collections.Immutable;
using PiDeployer.Values;

namespace PiDeployer.Pipelines;

/// <summary>What of a project's state can be brought back.</summary>
/// <param name="Commit">What is checked out; null when the project has no checkout of ours, or nobody looked.</param>
/// <param name="Images">What its containers run; empty where compose does not run it.</param>
internal sealed record Snapshot(CommitId? Commit, ImmutableArray<ServiceImage> Images)
{
    public static Snapshot Nothing { get; } = new(null, []);

    public bool Equals(Snapshot? other) => other is not null && Commit == other.Commit && Images.SequenceEqual(other.Images);

    public override int GetHashCode() => Commit?.GetHashCode() ?? 0;
}

/// <param name="Service">Its name in the compose file.</param>
/// <param name="Reference">What the compose file calls the image: <c>shop:latest</c>.</param>
/// <param name="Id">What it was then: <c>sha256:…</c>.</param>
internal sealed record ServiceImage(string Service, string Reference, string Id);
