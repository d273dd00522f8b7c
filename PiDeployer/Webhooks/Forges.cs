using System.Collections.Immutable;
using PiDeployer.Values;

namespace PiDeployer.Webhooks;

/// <summary>All kinds of forges that are understood.</summary>
internal static class Forges
{
    /// <summary>Callers who imitate GitHub with curl do without its headers.</summary>
    public static IForge Imitated { get; } = new GitHub();

    /// <summary>Gitea and its kin send GitHub's headers besides their own, so GitHub comes last.</summary>
    private static readonly ImmutableArray<IForge> All = [new Gitea(), new GitLab(), new Bitbucket(), Imitated];

    /// <summary>What stands for a forge where there is none.</summary>
    public const string NoForge = "none";

    /// <summary>And <see cref="NoForge"/>.</summary>
    public static ImmutableArray<string> Names { get; } = [.. All.Select(forge => forge.Name), NoForge];

    /// <summary>Whose delivery it is by its headers; null when it is no forge's.</summary>
    public static IForge? Of(IHeaderDictionary headers) => All.FirstOrDefault(forge => forge.Sends(headers));

    /// <summary>What a call is named, by the header of whichever forge; null when nobody says.</summary>
    public static DeliveryId? IdOf(IHeaderDictionary headers) => All.Select(forge => forge.IdOf(headers)).FirstOrDefault(id => id is not null);
}
