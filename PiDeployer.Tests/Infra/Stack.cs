namespace PiDeployer.Tests.Infra;

/// <summary>A folder with a compose file in it, for one stack of that name, whose services have no network and so no ports. Its containers are gone with it.</summary>
internal sealed class Stack : IDisposable
{
    private readonly ComposeContents contents = new($"pi-deployer-test-{Guid.NewGuid():N}");
    private readonly string root;

    /// <param name="root">Its folder is in this one, as soon as there is a file in it.</param>
    public Stack(string root) => this.root = root;

    /// <summary>The folder's name, and so compose's for the project. No other stack on this engine has it.</summary>
    public string Name => contents.Project;

    public string Folder => Path.Combine(root, Name);

    /// <summary>What the containers were made of, as the compose file called it.</summary>
    public string[] Images() => contents.InspectEach("{{.Config.Image}}");

    /// <summary>The ids of these images.</summary>
    /// <param name="service">Null for all.</param>
    public string[] ImageIds(string? service = null) => contents.InspectEach("{{.Image}}", service);

    /// <summary>The ids of the containers.</summary>
    /// <param name="service">Null for all.</param>
    public string[] Ids(string? service = null) => contents.Containers(service);

    /// <summary>Writes a compose file whose services run these images.</summary>
    public void Write(params (string Service, string Image)[] services) => Write(services, more: "pull_policy: never");

    /// <param name="services">Their names and images.</param>
    /// <param name="more">A further field of each.</param>
    public void Write((string Service, string Image)[] services, string more)
    {
        Directory.CreateDirectory(Folder);
        File.WriteAllText(Path.Combine(Folder, "compose.yaml"), Text(services, more));
    }

    /// <summary>The compose file's text.</summary>
    public static string Text((string Service, string Image)[] services, string more) => $"""
        services:
        {string.Join('\n', services.Select(one => $"  {one.Service}:\n    image: {one.Image}\n    {more}\n    network_mode: none\n    stop_grace_period: 0s"))}
        """;

    /// <summary>Starts it by hand, as its owner does the first time.</summary>
    /// <param name="services">None for all.</param>
    public void Up(params string[] services) => Shell.Run("docker", ["compose", "--project-directory", Folder, "up", "--detach", "--quiet-pull", .. services]);

    public void Dispose() => contents.Remove();
}
