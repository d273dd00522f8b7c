using PiDeployer.Pipelines;
using PiDeployer.Pipelines.Containers;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Checks.Deployable;

/// <summary>Whether there are compose files, and compose understands them, with the project's own variables; Swarm's are read by nobody but a deployment. What compose complains of is not shown, since it quotes lines that may hold a password.</summary>
internal static class ComposeSyntax
{
    public static async Task LookAsync(Site site, Project project, Findings found, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(project.Path))
            return;
        foreach (var file in project.Compose.Files.Where(file => !File.Exists(Path.Combine(project.Path, file))))
            found.Error($"There is no compose file {file}", project.Path, "write it, or name another one with `compose_files:`");
        if (project.Compose.Files.IsEmpty && ComposeFiles.FindIn(project.Path) is null)
            found.Error("There is no compose file", project.Path, "compose.yaml and docker-compose.yml are found by themselves; `compose_files:` names others");
        else if (project.RunsCompose && project.Compose.Files.All(file => File.Exists(Path.Combine(project.Path, file))))
            await AskAsync(site, project, found, cancellationToken);
    }

    private static async Task AskAsync(Site site, Project project, Findings found, CancellationToken cancellationToken)
    {
        var side = project.BlueGreen is null ? project : project.On(Side.Blue);
        var variables = side.Variables.SetItems(ProjectVariables.Read(project, _ => true).Values);
        if (project.Environments is { } environments)
            variables = variables.SetItem("DEPLOYER_PORT", $"{environments.FirstPort}");
        var asked = side with { Variables = variables };
        if (project.Compose.Engine == ContainerEngine.Podman)
        {
            var (read, _) = PodmanFiles.Read(asked);
            Judge(read is not null, "see what `podman-compose config` says there");
            return;
        }

        var question = Engines.Of(asked).Compose(["config", "--quiet"]);
        var answer = await Question.AskAsync(site.Commands, question, cancellationToken);
        if (answer.Code is not null) // Where docker is missing, that is said once for all projects.
            Judge(answer.IsGood, $"see what it says there: {question}");

        void Judge(bool isValid, string mend)
        {
            if (isValid)
                found.Ok("Compose understands the project's files", project.Path);
            else
                found.Error("Compose does not understand the project's files", project.Path, mend);
        }
    }
}
