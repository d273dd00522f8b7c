namespace PiDeployer.Tests.Infra;

/// <summary>What an engine has of one compose project, whoever made it.</summary>
/// <param name="Project">Its name for compose, and for the deployer.</param>
internal sealed record ComposeContents(string Project)
{
    /// <summary>The ids of its containers, running or not.</summary>
    public string[] Containers(string? service = null) => Lines(
        ["ps", "--all", "--quiet", "--no-trunc", "--filter", Label, .. service is null ? Array.Empty<string>() : ["--filter", $"label=com.docker.compose.service={service}"]]);

    /// <summary>The tags that keep its images for a rollback.</summary>
    public string[] KeptTags() => Lines("image", "ls", "--format", "{{.Repository}}:{{.Tag}}", "--filter", $"reference=pi-deployer/kept:of-{Project}.*");

    /// <summary>What each of its containers knows of itself, in one line.</summary>
    public string[] InspectEach(string format, string? service = null)
    {
        while (true)
        {
            var containers = Containers(service);
            if (containers.Length == 0)
                return [];
            var (code, output) = Shell.TryRun("docker", ["inspect", "--format", format, .. containers]);
            if (code == 0)
                return output.Split('\n');
            Containers(service).SequenceEqual(containers).ShouldBeFalse($"none of them went in between: {output}");
        }
    }

    public static string Inspect(string container, string format) => Shell.Run("docker", "inspect", "--format", format, container);

    /// <summary>Takes all of it away, and the images that were built for it.</summary>
    public void Remove()
    {
        Remove(["rm", "--force"], Containers());
        Remove(["network", "rm"], Lines("network", "ls", "--quiet", "--filter", Label));
        Remove(["image", "rm", "--force"], KeptTags());
        Remove(["image", "rm", "--force"], [.. Lines("image", "ls", "--quiet", "--no-trunc", "--filter", Label).Distinct()]);
    }

    private string Label => $"label=com.docker.compose.project={Project}";

    private static void Remove(string[] command, string[] all)
    {
        if (all.Length > 0)
            Shell.Run("docker", [.. command, .. all]);
    }

    private static string[] Lines(params string[] arguments) => Shell.Run("docker", arguments).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
