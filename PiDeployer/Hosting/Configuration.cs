using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using PiDeployer.Projects;

namespace PiDeployer.Hosting;

/// <summary>All that <c>.env</c> and <c>projects.yml</c> say.</summary>
/// <param name="Settings">Of the environment.</param>
/// <param name="File">For later readings.</param>
/// <param name="Catalog">What the first one gave.</param>
internal sealed record Configuration(Settings Settings, ProjectsFile File, ProjectCatalog Catalog)
{
    /// <summary>Null when somebody does; else why there is no use in serving.</summary>
    public string? WhyNobodyGetsIn => Settings is { DeployToken: null, WebhookSecret: null } && Catalog.Secrets.IsEmpty
        ? ".env: neither DEPLOY_TOKEN nor any webhook secret is set, so nobody could be let in; `openssl rand -hex 32` makes a good one of each"
        : null;

    /// <param name="directory">Where <c>.env</c> is, and what relative paths are relative to.</param>
    /// <param name="environment">The process's variables.</param>
    /// <param name="configuration">Null when anything is wrong.</param>
    /// <param name="problems">What is, each ready to print.</param>
    public static bool TryLoad(string directory, IReadOnlyDictionary<string, string> environment, [NotNullWhen(true)] out Configuration? configuration, out ImmutableArray<string> problems)
    {
        configuration = null;
        (var settings, problems) = Settings.Load(directory, environment);
        if (settings is null)
            return false;
        var file = new ProjectsFile(settings.ProjectsConfig, settings.Environment, settings.Secrets, settings.StacksRoot, Path.Combine(settings.StateDirectory, "environments"));
        switch (file.Load())
        {
            case ProjectsFileResult.Loaded(var catalog):
                configuration = new Configuration(settings, file, catalog);
                return true;
            case ProjectsFileResult.Invalid(var wrong):
                problems = wrong;
                return false;
            case var unknown:
                throw new InvalidOperationException($"{unknown} is not a result.");
        }
    }
}
