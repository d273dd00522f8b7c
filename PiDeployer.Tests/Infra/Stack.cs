namespace PiDeployer.Tests.Infra;

/// <summary>A folder with a compose file in it, for one stack of that name, without a network and so without ports. Its containers are gone with it.</summary>
internal sealed class Stack : IDisposable
{
    private readonly string root;

    /// <param name="root">Its folder is in this one.</param>
    public Stack(string root) => this.root = root;

    /// <summary>The folder's name, and compose's for the project. No other stack on this engine has it, since the deployer's own tags are made of it.</summary>
    public string Name { get; } = $"pi-deployer-test-{Guid.NewGuid():N}";

    public string Folder => Path.Combine(root, Name);

    /// <summary>What the containers were made of, as the compose file called it.</summary>
    public string[] Images() => Containers("{{.Image}}");

    /// <summary>The ids of the images that the containers were made of.</summary>
    public string[] ImageIds() => [.. Ids().Select(id => Shell.Run("docker", "inspect", "--format", "{{.Image}}", id))];

    public string[] Ids() => Containers("{{.ID}}");

    public string[] Ids(string service) => Containers("{{.ID}}", $"label=com.docker.compose.service={service}");

    /// <summary>Writes a compose file whose services run these images.</summary>
    public void Write(params (string Service, string Image)[] services) => Write(services, more: "pull_policy: never");

    /// <param name="more">A further field of each service.</param>
    public void Write((string Service, string Image)[] services, string more)
    {
        Directory.CreateDirectory(Folder);
        File.WriteAllText(Path.Combine(Folder, "compose.yaml"), Text(services, more));
    }

    /// <summary>The compose file's text.</summary>
    public string Text((string Service, string Image)[] services, string more) => $"""
        name: {Name}
        services:
        {string.Join('\n', services.Select(one => $"  {one.Service}:\n    image: {one.Image}\n    {more}\n    network_mode: none\n    stop_grace_period: 0s"))}
        """;

    /// <summary>Starts it by hand, as its owner does the first time.</summary>
    public void Up() => Shell.Run("docker", "compose", "--project-directory", Folder, "up", "-d");

    public void Dispose()
    {
        var left = Containers("{{.ID}}");
        if (left.Length > 0)
            Shell.Run("docker", ["rm", "--force", .. left]);
        var kept = Lines("image", "ls", "--format", "{{.Repository}}:{{.Tag}}", "--filter", $"reference=pi-deployer/kept:of-{Name}.*");
        if (kept.Length > 0)
            Shell.Run("docker", ["image", "rm", "--force", .. kept]);
    }

    private string[] Containers(string format, params string[] filters) =>
        Lines(["ps", "--all", "--format", format, .. filters.Prepend($"label=com.docker.compose.project={Name}").SelectMany(filter => new[] { "--filter", filter })]);

    private static string[] Lines(params string[] arguments) => Shell.Run("docker", arguments).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
