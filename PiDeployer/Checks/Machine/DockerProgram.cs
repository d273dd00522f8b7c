using System.Collections.Immutable;
using PiDeployer.Pipelines.Steps;
using PiDeployer.Processes;

namespace PiDeployer.Checks.Machine;

/// <summary>Whether docker and its compose answer, in the versions that deployments need, and whether there is room for images.</summary>
internal static class DockerProgram
{
    private static readonly Version Needed = new(2, 0);

    public static async Task LookAsync(Site site, Findings found, CancellationToken cancellationToken)
    {
        if (Executable.Find("docker", site.SearchPath) is not { } program)
        {
            found.Error("docker is not installed, and projects need it", null, "install Docker Engine with its compose plugin: https://docs.docker.com/engine/install/");
            return;
        }

        if (!DockerSocket.Look(site, found))
            return;
        var engine = await AskAsync(site, ["info", "--format", "{{.ServerVersion}}\n{{.DockerRootDir}}"], cancellationToken);
        if (!engine.IsGood || engine.Output.Split('\n') is not [{ Length: > 0 } version, .. var rest])
        {
            found.Error($"Docker's daemon does not answer: {engine.Complaint}", program, "sudo systemctl enable --now docker");
            return;
        }

        found.Ok($"Docker {version} answers", program);
        if (rest is [var root, ..] && Directory.Exists(root))
            DiskRoom.Look("docker's images and volumes", root, found);
        await LookAtComposeAsync(site, found, cancellationToken);
    }

    public static async Task LookAtSwarmAsync(Site site, Findings found, CancellationToken cancellationToken)
    {
        var answer = await AskAsync(site, ["info", "--format", "{{.Swarm.LocalNodeState}} {{.Swarm.ControlAvailable}}"], cancellationToken);
        if (!answer.IsGood)
            found.Error($"Whether this machine is in a swarm cannot be found out: {answer.Complaint}", null, null);
        else if (FindSwarm.Obstacle(answer.Output.Trim()) is { } obstacle)
            found.Error($"Stacks of Swarm's cannot be deployed here: {obstacle}", null, null);
        else
            found.Ok("This machine is a manager of its swarm", null);
    }

    private static async Task LookAtComposeAsync(Site site, Findings found, CancellationToken cancellationToken)
    {
        const string install = "sudo apt install docker-compose-plugin (with Docker's own packages), or docker-compose (with Debian's)";
        var answer = await AskAsync(site, ["compose", "version", "--short"], cancellationToken);
        if (!answer.IsGood)
            found.Error("docker has no compose plugin", null, install);
        else if (ProgramVersion.In(answer.Output) is { } version && version < Needed)
            found.Error($"docker compose is version {version}, and deployments need {Needed}", null, install);
        else
            found.Ok($"docker compose {answer.Output.Trim()}", null);
    }

    private static Task<CommandAnswer> AskAsync(Site site, ImmutableArray<string> arguments, CancellationToken cancellationToken) =>
        Question.AskAsync(site.Commands, new Command("docker", arguments, "/"), cancellationToken);
}
