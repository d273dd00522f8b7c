using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Feedback;

/// <param name="Kind">Any but none.</param>
/// <param name="Token">Goes with each call, in a header.</param>
/// <param name="Address">Of GitHub its API, of the others where people find it. http or https.</param>
internal sealed record ForgeSettings(ForgeKind Kind, Secret Token, Uri Address)
{
    /// <summary>What it calls a project's repository: an address may begin with a path of the forge's own. Null when there is none.</summary>
    public RepositoryName? NameOf(Project project)
    {
        var prefix = $"{Address.AbsolutePath.Trim('/')}/";
        return project is { Repository: { Value: var path }, RepositoryAddress: not null } && path.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && RepositoryName.TryParse(path[prefix.Length..], out var name)
            ? name
            : project.Repository;
    }

    /// <summary>Where its repositories are, which GitHub's own has apart from its API.</summary>
    public string Host => Kind == ForgeKind.GitHub && Address.AbsoluteUri.TrimEnd('/') == GitHub.PublicApi ? "github.com" : Address.Host;
}
