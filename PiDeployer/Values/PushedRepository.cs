using System.Collections.Immutable;

namespace PiDeployer.Values;

/// <summary>A repository, as its forge tells of it.</summary>
/// <param name="Name">Its full name.</param>
/// <param name="Addresses">Where it is; those that the forge told and that are usable.</param>
internal sealed record PushedRepository(RepositoryName Name, ImmutableArray<RepositoryAddress> Addresses)
{
    /// <summary>The name, and with it the host, where the forge told that.</summary>
    public override string ToString() => Addresses is [var address, ..] ? $"{Name} ({address.Host})" : Name.Value;
}
