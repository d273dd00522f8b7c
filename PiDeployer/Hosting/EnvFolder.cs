using System.Collections.Immutable;
using PiDeployer.Values;

namespace PiDeployer.Hosting;

/// <summary>
/// Where the configuration of the server is that a command is about: in the folder that was named, else in the current one, else beside the binary, whatever links lead to that.
/// The process's own variables win over the file's. Many programs have a <c>.env</c>, so the current one has to be a server's.
/// </summary>
/// <param name="Path">The folder, without a slash at its end.</param>
/// <param name="Problems">What is wrong with the file.</param>
/// <param name="Variables">Both together.</param>
internal sealed record EnvFolder(string Path, ImmutableArray<string> Problems, ImmutableDictionary<string, string> Variables)
{
    /// <summary>Variables that nobody but a server of ours has.</summary>
    private static readonly string[] Ours = ["PROJECTS_CONFIG", "STACKS_ROOT", "DEPLOY_TOKEN", "DEPLOY_TOKEN_FILE", "GITHUB_WEBHOOK_SECRET", "GITHUB_WEBHOOK_SECRET_FILE", "DEPLOY_SECRET", "DEPLOY_SECRET_FILE"];

    public string File => FileIn(Path);

    /// <param name="named">What the command line says; null when nothing.</param>
    /// <param name="environment">The process's variables.</param>
    public static EnvFolder Find(string? named, IReadOnlyDictionary<string, string> environment)
    {
        var folder = System.IO.Path.TrimEndingDirectorySeparator(named is null ? Choose(Environment.CurrentDirectory, AppContext.BaseDirectory) : System.IO.Path.GetFullPath(named));
        var problems = ImmutableArray.CreateBuilder<string>();
        if (!Directory.Exists(folder))
            problems.Add($"there is no folder {Wording.Line(folder, 200)}");
        var variables = Settings.ReadEnvFile(FileIn(folder), environment, problems).SetItems(environment);
        return new EnvFolder(folder, problems.ToImmutable(), variables);
    }

    /// <summary>The current folder, unless only the other one has a server's configuration.</summary>
    internal static string Choose(string current, string besideBinary) => IsServers(current) || !System.IO.File.Exists(FileIn(besideBinary)) ? current : besideBinary;

    private static bool IsServers(string folder) => System.IO.File.Exists(FileIn(folder))
        && (System.IO.File.Exists(System.IO.Path.Combine(folder, "projects.yml"))
            || Ours.Any(Settings.ReadEnvFile(FileIn(folder), ImmutableDictionary<string, string>.Empty, ImmutableArray.CreateBuilder<string>()).ContainsKey));

    private static string FileIn(string folder) => System.IO.Path.Combine(folder, ".env");
}
