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
        string[]? lines = null;
        SpinWait.SpinUntil(() => (lines = TryInspectEach(format, service)) is not null, Eventually.Patience).ShouldBeTrue($"the containers of {Project} cannot be inspected: {format}");
        return lines ?? [];
    }

    public static string Inspect(string container, string format) => Shell.Run("docker", "inspect", "--format", format, container);

    /// <summary>Takes all of it away, and the images that were built for it.</summary>
    public void Remove()
    {
        SpinWait.SpinUntil(HasNoContainers, Eventually.Patience).ShouldBeTrue($"the containers of {Project} do not go");
        Remove(["network", "rm"], Lines("network", "ls", "--quiet", "--filter", Label));
        Remove(["image", "rm", "--force"], KeptTags());
        Remove(["image", "rm", "--force"], [.. Lines("image", "ls", "--quiet", "--no-trunc", "--filter", Label).Distinct()]);
    }

    private string Label => $"label=com.docker.compose.project={Project}";

    /// <summary>Null where one of them has just gone, or is about to.</summary>
    private string[]? TryInspectEach(string format, string? service)
    {
        var containers = Containers(service);
        if (containers.Length == 0)
            return [];
        var (code, output) = Shell.TryRun("docker", ["inspect", "--format", format, .. containers]);
        return code == 0 ? output.Split('\n') : null;
    }

    /// <summary>One that somebody else is just removing is an error for Docker, though it goes.</summary>
    private bool HasNoContainers()
    {
        var containers = Containers();
        return containers.Length == 0 || Shell.TryRun("docker", ["rm", "--force", .. containers]).Code == 0;
    }

    private static void Remove(string[] command, string[] all)
    {
        if (all.Length > 0)
            Shell.Run("docker", [.. command, .. all]);
    }

    private static string[] Lines(params string[] arguments) => Shell.Run("docker", arguments).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
