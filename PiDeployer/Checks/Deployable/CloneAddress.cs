using PiDeployer.Projects;

namespace PiDeployer.Checks.Deployable;

/// <summary>From where a person would clone a project, by SSH, for which a deploy key can be had.</summary>
internal static class CloneAddress
{
    /// <summary>At GitHub where <c>repo</c> does not say at which forge.</summary>
    public static string Of(Project project) => project.RepositoryAddress is { } address ? $"git@{address.Host}:{address.Path}.git" : $"git@github.com:{project.Repository}.git";
}
