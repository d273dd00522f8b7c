using PiDeployer.Processes;

namespace PiDeployer.Checks.Machine;

/// <summary>Whether podman and podman-compose are there and answer.</summary>
internal static class PodmanProgram
{
    public static async Task LookAsync(Site site, Findings found, CancellationToken cancellationToken)
    {
        foreach (var program in new[] { "podman", "podman-compose" })
        {
            if (Executable.Find(program, site.SearchPath) is null)
                found.Error($"{program} is not installed, and projects need it", null, $"sudo apt install {program}");
        }

        if (Executable.Find("podman", site.SearchPath) is not { } podman)
            return;
        var answer = await Question.AskAsync(site.Commands, new Command("podman", ["info", "--format", "{{.Version.Version}}\n{{.Store.GraphRoot}}"], "/"), cancellationToken);
        if (!answer.IsGood)
        {
            found.Error($"podman does not answer: {answer.Complaint}", podman, "see what `podman info` says");
            return;
        }

        found.Ok($"Podman {answer.Output.Split('\n')[0]} answers", podman);
        if (answer.Output.Split('\n') is [_, var root, ..] && Directory.Exists(root))
            DiskRoom.Look("podman's images and volumes", root, found);
    }
}
