using PiDeployer.Pipelines;
using PiDeployer.Processes;
using PiDeployer.Projects;

namespace PiDeployer.Checks.Deployable;

/// <summary>Whether the project's script can be started: it is there, has its run bit, and its interpreter is there too.</summary>
internal static class ScriptFile
{
    public static void Look(Site site, Project project, Findings found)
    {
        if (project.Script is not { } script || !Directory.Exists(project.Path))
            return;
        if (Executable.WhyNotStartable(new Command(script, [], project.Path), project.Variables.GetValueOrDefault("PATH", site.SearchPath)) is { } obstacle)
            found.Error($"The script cannot be started: {obstacle.What}", script, MendOf(obstacle.Kind, script, project, site.Account));
        else
            found.Ok("The script can be started", script);
    }

    private static string MendOf(ObstacleKind kind, string script, Project project, RunningUser account)
    {
        var isOurs = IsIn(project.Path, script);
        var target = WorkTree.Real(script);
        if (kind is not (ObstacleKind.Folder or ObstacleKind.NotThere) && isOurs && !IsIn(WorkTree.Real(project.Path), target))
            return $"it is a link to {target}, which is not the project's to change: put the script itself there";
        var isPulled = isOurs && project.Pulls; // What is changed by hand there is in the next pull's way.
        return kind switch
        {
            ObstacleKind.Folder => $"sudo chown -R {account.Name} {project.Path}",
            ObstacleKind.NotThere => "write it, or name another one with `deploy_script:`",
            ObstacleKind.NotRunnable when isPulled =>
                $"commit and push its run bit: `git update-index --chmod=+x {Path.GetRelativePath(project.Path, script)}`; where git does not track it: chmod +x {script}",
            ObstacleKind.NotRunnable => $"chmod +x {script}",
            ObstacleKind.WindowsLineEnds when isPulled =>
                $"commit and push it with Unix line ends: a line `{Pattern(script)} text eol=lf` in .gitattributes, then `git add --renormalize .`",
            ObstacleKind.WindowsLineEnds => $"sed -i 's/\\r$//' {script}",
            _ => "install that interpreter, or correct the script's first line",
        };
    }

    private static bool IsIn(string folder, string file) => file.StartsWith($"{Path.TrimEndingDirectorySeparator(folder)}/", StringComparison.Ordinal);

    /// <summary>All scripts of its kind; where its name says none, itself.</summary>
    private static string Pattern(string script) => Path.GetExtension(script) is { Length: > 0 } extension ? $"*{extension}" : Path.GetFileName(script);
}
