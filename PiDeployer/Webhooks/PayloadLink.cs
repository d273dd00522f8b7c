using System.Collections.Immutable;
using PiDeployer.Values;

namespace PiDeployer.Webhooks;

/// <summary>Makes something usable of what payloads tell of commits and addresses.</summary>
internal static class PayloadLink
{
    private const int LongestLink = 2000;

    /// <summary>Null when there is no usable hash.</summary>
    public static Commit? Commit(string? id, string? author, string? message, string? url) =>
        CommitId.TryParse(id, out var commit) ? new Commit(commit, author ?? "", message ?? "", Page(url)) : null;

    /// <summary>A page that people can open; null when it is none.</summary>
    public static Uri? Page(string? url) =>
        url is { Length: <= LongestLink } && Uri.TryCreate(url, UriKind.Absolute, out var link) && link.Scheme is "http" or "https" ? link : null;

    /// <summary>Those that are usable.</summary>
    public static ImmutableArray<RepositoryAddress> Addresses(params ReadOnlySpan<string?> texts)
    {
        var addresses = ImmutableArray.CreateBuilder<RepositoryAddress>();
        foreach (var text in texts)
        {
            if (RepositoryAddress.TryParse(text, out var address))
                addresses.Add(address);
        }

        return addresses.ToImmutable();
    }

    /// <summary>What forges write for the commit before the first one, and for that after the last.</summary>
    public static bool IsNoCommit(string? id) => id is { Length: > 0 } && id.AsSpan().TrimStart('0').IsEmpty;
}
