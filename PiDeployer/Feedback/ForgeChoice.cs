using System.Collections.Immutable;
using PiDeployer.Projects;

namespace PiDeployer.Feedback;

/// <summary>Which forge is a project's.</summary>
internal static class ForgeChoice
{
    /// <param name="project">Its own word counts first, and then where its repository is.</param>
    /// <param name="usable">Those that we have a token for.</param>
    /// <returns><see cref="ForgeKind.None"/> for none, or for nobody knows which.</returns>
    public static ForgeKind Of(Project project, ImmutableArray<ForgeSettings> usable) => project switch
    {
        { Forge: { } named } => Has(usable, named) ? named : ForgeKind.None,
        { RepositoryAddress.Host: var host } => usable.FirstOrDefault(forge => forge.Host == host)?.Kind ?? ForgeKind.None,
        _ => Has(usable, ForgeKind.GitHub) ? ForgeKind.GitHub : usable is [var only] ? only.Kind : ForgeKind.None,
    };

    /// <summary>What keeps a project's forge from hearing of it, and how to mend it; null when nothing does, or nobody wants it to. A sentence without its stop.</summary>
    /// <param name="project">Its forge and repository count.</param>
    /// <param name="usable">As in <see cref="Of"/>.</param>
    public static string? ProblemOf(Project project, ImmutableArray<ForgeSettings> usable) => project switch
    {
        { Forge: ForgeKind.None } or { Repository: null } => null,
        { Forge: { } named } when !Has(usable, named) => $"its forge is {named.ToName()}, and {Needs(named)}",
        { Forge: null, RepositoryAddress: { } address } when usable.Length > 0 && Of(project, usable) == ForgeKind.None =>
            $"its repository is at {address.Host}, and there is no token for that; say its forge, which may be none",
        { Forge: null } when usable.Length > 0 && Of(project, usable) == ForgeKind.None =>
            $"there are tokens for {string.Join(" and ", usable.Select(forge => forge.Kind.ToName()))}, and it does not say which its forge is",
        _ => null,
    };

    private static bool Has(ImmutableArray<ForgeSettings> usable, ForgeKind kind) => usable.Any(forge => forge.Kind == kind);

    private static string Needs(ForgeKind forge) => forge switch
    {
        ForgeKind.GitHub => "GITHUB_TOKEN is not set",
        ForgeKind.GitLab => "GITLAB_TOKEN is not set",
        _ => "GITEA_TOKEN and GITEA_URL are not both set",
    };
}
