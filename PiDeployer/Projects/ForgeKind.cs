using System.Collections.Immutable;

namespace PiDeployer.Projects;

/// <summary>Which forge hears how a project's deployments go.</summary>
internal enum ForgeKind
{
    /// <summary>None does.</summary>
    None,

    GitHub,

    /// <summary>Forgejo too, which kept its API.</summary>
    Gitea,

    GitLab,
}

/// <summary>The forges under the names that <c>projects.yml</c> uses.</summary>
internal static class ForgeKinds
{
    private static readonly ImmutableArray<(ForgeKind Kind, string Name)> Names =
        [(ForgeKind.GitHub, "github"), (ForgeKind.Gitea, "gitea"), (ForgeKind.GitLab, "gitlab"), (ForgeKind.None, "none")];

    public static IEnumerable<string> All => Names.Select(entry => entry.Name);

    public static ForgeKind Parse(string name) => Names.First(entry => entry.Name == name).Kind;

    public static string ToName(this ForgeKind kind) => Names.First(entry => entry.Kind == kind).Name;
}
