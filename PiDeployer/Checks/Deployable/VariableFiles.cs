using PiDeployer.Pipelines;
using PiDeployer.Projects;

namespace PiDeployer.Checks.Deployable;

/// <summary>Whether the files can be read that hold the variables of the project's commands.</summary>
internal static class VariableFiles
{
    public static void Look(Project project, Findings found)
    {
        if (project.VariableSources is { Files.IsEmpty: true, SecretFiles.IsEmpty: true })
            return;
        var problems = ProjectVariables.Read(project, _ => false).Problems;
        foreach (var problem in problems)
            found.Error(problem, project.Path, "mend the file, or take it out of `env` and `env_file`");
        if (problems.IsEmpty)
            found.Ok("The files with its variables can be read", project.Path);
    }
}
