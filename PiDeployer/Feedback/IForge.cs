using PiDeployer.Values;

namespace PiDeployer.Feedback;

/// <summary>Whoever keeps repositories, and shows beside a commit what became of it.</summary>
internal interface IForge
{
    /// <summary>Null when it took all of it, else why not: what the forge said and what to mend, without the token.</summary>
    Task<string?> ReportAsync(Report report, CancellationToken cancellationToken);

    /// <summary>What ran under this name is gone. Most forges do not know that anything runs.</summary>
    /// <param name="repository">Whose commits ran there.</param>
    /// <param name="environment">The project that it was.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>As <see cref="ReportAsync"/>.</returns>
    Task<string?> RemoveAsync(RepositoryName repository, ProjectName environment, CancellationToken cancellationToken) => Task.FromResult<string?>(null);
}
