namespace PiDeployer.Tests.Infra;

/// <summary>A git repository with a compose file in it, whose one service publishes a free port on loopback. Its containers and networks are gone with it.</summary>
internal sealed class ComposeProject : IDisposable
{
    private readonly DockerImages images;
    private readonly int port = LoopbackPorts.Next();

    public ComposeProject(TempDirectory folder, DockerImages images)
    {
        this.images = images;
        Git = new GitRepository(folder, "shop");
    }

    /// <summary>The project's, for the deployer and for compose. No other project on this engine has it, since the deployer's own tags are made of it.</summary>
    public string Name { get; } = $"pi-deployer-test-{Guid.NewGuid():N}";

    /// <summary>The tag that keeps an image of this id for a rollback.</summary>
    public string KeptTag(string id) => $"pi-deployer/kept:of-{Name}.web.{id.Split(':')[1][..12]}";

    /// <summary>All of them that there are.</summary>
    public string[] KeptTags() => Contents.KeptTags();

    public GitRepository Git { get; }

    public Uri Address => new($"http://127.0.0.1:{port}/");

    /// <summary>The deployer's configuration for it.</summary>
    /// <param name="more">Further fields, beginning with a comma.</param>
    /// <param name="mode">How it is deployed.</param>
    public string Yaml(string more = "", string mode = "docker-compose") => $$"""
        projects:
          - { name: {{Name}}, repo: ann/shop, path: {{Git.Checkout}}, deploy_mode: {{mode}}{{more}} }
        """;

    /// <summary>Calls compose in its checkout, as a person does.</summary>
    public void Compose(params string[] arguments) => Shell.Run("env", ["-C", Git.Checkout, "docker", "compose", .. arguments]);

    /// <summary>The ids of the containers that exist, running or not.</summary>
    public string[] ContainerIds() => Contents.Containers();

    /// <summary>Fields that have the container asked whether it is well.</summary>
    public string HealthCheck(int retries) => $", health_check: {{ enabled: true, url: '{Address}', retries: {retries}, interval: 1 }}";

    /// <summary>Pushes a compose file that runs this version, and answers the commit.</summary>
    public string PushVersion(string version, string more = "", bool build = false) => PushFile(
        $"""
        name: {Name}
        services:
          web:
            image: {images.Reference(version)}
            {(build ? "build: ." : "pull_policy: never")}
            ports: ["127.0.0.1:{port}:8080"]
            stop_grace_period: 0s
        {more}
        """);

    public string PushFile(string composeFile) => Git.Push("compose.yaml", composeFile, "a change of the compose file");

    /// <summary>The images of the containers that exist, running or not.</summary>
    public string[] Containers() => Contents.InspectEach("{{.Config.Image}}");

    /// <summary>The ids of the images that they were made of.</summary>
    public string[] ImageIds() => Contents.InspectEach("{{.Image}}");

    public void Dispose() => Contents.Remove();

    private ComposeContents Contents => new(Name);
}
