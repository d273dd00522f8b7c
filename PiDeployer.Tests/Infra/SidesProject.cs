namespace PiDeployer.Tests.Infra;

/// <summary>A project with two sides behind a proxy of its own: a git repository with a compose file in it, whose one service is at the port of its side.</summary>
internal sealed class SidesProject : IDisposable
{
    private readonly DockerImages images;

    public SidesProject(TempDirectory folder, DockerImages images, Func<SidesProject, ProxyProgram> proxy)
    {
        this.images = images;
        Git = new GitRepository(folder, Name);
        Proxy = proxy(this);
    }

    /// <summary>No other project on this engine has it.</summary>
    public string Name { get; } = $"pi-deployer-test-{Guid.NewGuid():N}";

    public int Blue { get; } = LoopbackPorts.Next();

    public int Green { get; } = LoopbackPorts.Next();

    public GitRepository Git { get; }

    public ProxyProgram Proxy { get; }

    /// <summary>Its entry in <c>projects.yml</c>.</summary>
    /// <param name="options">Further fields of <c>blue_green</c>, beginning with a comma.</param>
    /// <param name="more">Further fields, beginning with a comma.</param>
    public string Entry(string options, string more) =>
        $"  - {{ name: {Name}, repo: 'ann/{Name}', path: {Git.Checkout}, deploy_mode: blue-green, {Proxy.Fields}, blue_green: {{ ports: [{Blue}, {Green}]{options} }}{more} }}\n";

    /// <summary>Pushes a compose file that runs this version, and answers the commit.</summary>
    public string Push(string version, int port = 8080, string more = "") => PushFile(
        $$"""
        services:
          web:
            image: {{images.Reference(version)}}
            pull_policy: never
            ports: ["127.0.0.1:${DEPLOYER_PORT}:{{port}}"]
            stop_grace_period: 0s
        {{more}}
        """);

    public string PushFile(string composeFile) => Git.Push("compose.yaml", composeFile, "a change of the compose file");

    /// <summary>The images of a side's containers, running or not.</summary>
    public string[] On(string side) => [.. Contents(side).InspectEach("{{.Config.Image}}").Select(image => image.Split(':')[^1])];

    /// <summary>When a side's only container was started.</summary>
    public string StartOf(string side) => Contents(side).InspectEach("{{.State.StartedAt}}").ShouldHaveSingleItem();

    public void Dispose()
    {
        Proxy.Dispose();
        Contents("blue").Remove();
        Contents("green").Remove();
        new ComposeContents(Name).Remove();
    }

    private ComposeContents Contents(string side) => new($"{Name}-{side}");
}
