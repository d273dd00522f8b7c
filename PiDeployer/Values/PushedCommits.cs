using System.Collections.Immutable;

namespace PiDeployer.Values;

/// <summary>What a push brought, as the forge tells it.</summary>
/// <param name="Newest">The newest ones, oldest first, at most <see cref="Most"/>; a forge may name fewer than it counts.</param>
/// <param name="Count">All of them, as far as the forge tells.</param>
/// <param name="Compare">Where people can look at all of it at once; null when nobody said.</param>
internal sealed record PushedCommits(ImmutableArray<Commit> Newest, int Count, Uri? Compare)
{
    public const int Most = 5;

    public bool Equals(PushedCommits? other) => other is not null && Count == other.Count && Compare == other.Compare && Newest.SequenceEqual(other.Newest);

    public override int GetHashCode() => HashCode.Combine(Count, Compare);
}
