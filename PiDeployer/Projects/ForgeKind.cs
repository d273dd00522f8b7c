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
    public static ImmutableArray<string> All { get; } = ["none", "github", "gitea", "gitlab"];

    public static ForgeKind Parse(string name) => All.IndexOf(name) is var index and >= 0 ? (ForgeKind)index : throw new ArgumentOutOfRangeException(nameof(name), name, null);

    public static string ToName(this ForgeKind kind) => All[(int)kind];
}
