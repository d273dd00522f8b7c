namespace PiDeployer.Tests.Infra;

/// <summary>A folder with a compose file whose service <c>web</c> is run by podman, from the registry, on a free port of loopback. Its containers, networks and images are gone with it.</summary>
internal sealed class PodmanStack : IDisposable
{
    private readonly string image;
    private readonly int port = LoopbackPorts.Next();

    /// <param name="root">The folder that it is in.</param>
    /// <param name="image">What <c>web</c> runs.</param>
    public PodmanStack(string root, string image)
    {
        this.image = image;
        Folder = Directory.CreateDirectory(Path.Combine(root, Name)).FullName;
        Write();
    }

    /// <summary>Its folder's, and so podman-compose's.</summary>
    public string Name { get; } = $"pi-deployer-test-{Guid.NewGuid():N}";

    public string Folder { get; }

    public Uri Address => new($"http://127.0.0.1:{port}/");

    /// <summary>Writes the compose file.</summary>
    /// <param name="more">Further lines of the service, and then of the file, as YAML of their depth.</param>
    public void Write(string more = "") => File.WriteAllText(
        Path.Combine(Folder, "compose.yaml"),
        $"services:\n  web:\n    image: \"{image}\"\n    ports: [\"127.0.0.1:{port}:8080\"]\n    stop_signal: SIGKILL\n{more}");

    /// <summary>As somebody would by hand, in the folder.</summary>
    public void Up() => Shell.Run("bash", "-c", $"cd '{Folder}' && podman-compose up -d");

    /// <summary>The id of the container, running or not; empty where there is none.</summary>
    public string Container(string service = "web") =>
        Shell.Run("podman", "ps", "--all", "--quiet", "--no-trunc", "--filter", Label, "--filter", $"label=com.docker.compose.service={service}");

    /// <summary>The id of the image that the container was made of, as Docker writes it.</summary>
    public string ImageId() => $"sha256:{Shell.Run("podman", "inspect", "--format", "{{.Image}}", Container())}";

    public void Dispose()
    {
        var containers = Lines("ps", "--all", "--quiet", "--filter", Label);
        if (containers.Length > 0)
            Shell.Run("podman", ["rm", "--force", "--time", "0", .. containers]);
        Shell.TryRun("podman", "network", "rm", "--force", $"{Name}_default");
        // One of several names at a time, or the first would take the others along and the next would be unknown.
        foreach (var name in Lines("image", "ls", "--format", "{{.Repository}}:{{.Tag}}").Where(name => name.Contains($"kept:of-{Name}.", StringComparison.Ordinal)))
            Shell.TryRun("podman", "image", "rm", name);
    }

    private string Label => $"label=com.docker.compose.project={Name}";

    private static string[] Lines(params string[] arguments) => Shell.Run("podman", arguments).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
