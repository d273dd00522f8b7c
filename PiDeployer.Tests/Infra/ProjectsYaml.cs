using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Tests.Infra;

/// <summary>Gives a text to the program as its <c>projects.yml</c>.</summary>
internal static class ProjectsYaml
{
    public static ProjectsFileResult Load(string text, IReadOnlyDictionary<string, string>? environment = null, params Secret[] secrets)
    {
        using var folder = new TempDirectory();
        return new ProjectsFile(folder.Write("projects.yml", text), environment ?? new Dictionary<string, string>(), [.. secrets]).Load();
    }

    public static ProjectCatalog Catalog(string text, IReadOnlyDictionary<string, string>? environment = null) =>
        Load(text, environment) switch
        {
            ProjectsFileResult.Loaded(var catalog) => catalog,
            ProjectsFileResult.Invalid(var problems) => throw new ShouldAssertException(string.Join('\n', problems)),
            var other => throw new ShouldAssertException($"{other}"),
        };

    /// <summary>The only project in it.</summary>
    public static Project Project(string text, IReadOnlyDictionary<string, string>? environment = null) => Catalog(text, environment).Projects.ShouldHaveSingleItem();

    public static IReadOnlyList<string> Problems(string text, IReadOnlyDictionary<string, string>? environment = null, params Secret[] secrets) =>
        Load(text, environment, secrets).ShouldBeOfType<ProjectsFileResult.Invalid>().Problems;
}
