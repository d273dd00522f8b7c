using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Pipelines.Containers;

/// <summary>
/// Stacks whose folder is gone and whose containers are not. Nobody takes them down: their volumes may hold what nobody has elsewhere, and a folder may be missing for a
/// moment only. But whoever deploys the folder is told of them, each time, for as long as there are any.
/// </summary>
internal static class GoneStacks
{
    private const string Folder = "com.docker.compose.project.working_dir";
    private const string Template = $$$"""{{index .Config.Labels "com.docker.compose.project"}} {{index .Config.Labels "{{{Folder}}}"}}""";

    /// <summary>Whichever of the machine's containers goes between the two questions spoils the second for all of them.</summary>
    private const int Tries = 5;

    /// <summary>The name of each, and its project's on the engine.</summary>
    public static async Task<IEnumerable<(ProjectName Stack, string Project)>> FindAsync(StepContext context, StacksFolder stacks, CancellationToken cancellationToken)
    {
        var lines = await ContainersAsync(context, cancellationToken);
        var found = new List<(ProjectName, string)>();
        foreach (var line in lines.Distinct())
        {
            if (line.Split(' ', 2) is [var project, var folder] && IsIn(stacks.Root, folder) && ProjectName.TryParse(Path.GetFileName(folder), out var name) && stacks.Lacks(name))
                found.Add((name, project));
        }

        return found;
    }

    private static async Task<string[]> ContainersAsync(StepContext context, CancellationToken cancellationToken)
    {
        for (var i = 1; ; i++)
        {
            var (ids, _) = await EngineCommand.AskAsync(context, context.Engine.In(["ps", "--all", "--quiet", "--filter", $"label={Folder}"]), cancellationToken);
            if (ids.Length == 0)
                return [];
            var (lines, problem) = await EngineCommand.InspectAsync(context, EngineCommand.Lines(ids), Template, cancellationToken);
            if (problem is null || i == Tries)
                return lines;
        }
    }

    private static bool IsIn(string root, string folder) => Path.GetDirectoryName(folder) is { } parent && (parent == root || parent == WorkTree.Real(root));
}
