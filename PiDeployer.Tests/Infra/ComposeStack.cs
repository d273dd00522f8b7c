namespace PiDeployer.Tests.Infra;

/// <summary>A folder with a compose file in it, as a person sets one up, without git. Its main service is on a free port on loopback.</summary>
internal sealed class ComposeStack : IDisposable
{
    private readonly int port = LoopbackPorts.Next();

    /// <param name="parent">Where its folder is.</param>
    public ComposeStack(string parent)
    {
        Name = $"pi-deployer-test-{Guid.NewGuid():N}";
        ComposeProject = Name;
        Folder = Directory.CreateDirectory(Path.Combine(parent, Name)).FullName;
    }

    /// <summary>The stack's, which is its folder's. No other one on this engine has it.</summary>
    public string Name { get; }

    public string Folder { get; }

    /// <summary>Its project's name for compose, where its settings say another one.</summary>
    public string ComposeProject { get; set; }

    /// <summary>The main service, which no other stack has by this name.</summary>
    public string Service => $"web-{Name[^8..]}";

    /// <summary>How long its main service is asked to end before it is made to.</summary>
    public string StopGracePeriod { get; set; } = "0s";

    public Uri Address => new($"http://127.0.0.1:{port}/");

    /// <summary>Writes a compose file whose main service runs this image.</summary>
    /// <param name="image">Its reference.</param>
    /// <param name="more">Further lines: of the service with four spaces, for other services with two, else with none.</param>
    public void Write(string image, string more = "") => WriteFile("compose.yaml", $"services:\n{Main($"image: {image}")}{more}");

    /// <summary>The lines of the main service.</summary>
    public string Main(string first) => $"  {Service}:\n    {first}\n    ports: ['127.0.0.1:{port}:8080']\n    stop_grace_period: {StopGracePeriod}\n";

    /// <summary>The lines of one more service, which nobody can call.</summary>
    public static string Other(string name, string image, string more = "") => $"  {name}:\n    image: {image}\n    stop_grace_period: 0s\n{more}";

    public void WriteFile(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? Folder);
        File.WriteAllText(path, text);
    }

    /// <summary>Starts it as a person does.</summary>
    /// <param name="options">Of compose.</param>
    public void Up(params string[] options) => Compose([.. options, "up", "--detach", "--quiet-pull"]).Code.ShouldBe(0);

    /// <summary>Calls compose in its folder.</summary>
    public (int Code, string Output) Compose(params string[] arguments) => Shell.TryRun("env", ["-C", Folder, "docker", "compose", .. arguments]);

    /// <summary>The id of the only container of a service, running or not; of the main one unless told otherwise.</summary>
    public string Container(string? service = null) => Contents.Containers(service ?? Service).ShouldHaveSingleItem();

    /// <summary>The same where there may be none.</summary>
    public string[] Containers(string service) => Contents.Containers(service);

    /// <summary>What each container of its main service knows of itself.</summary>
    public string[] InspectEach(string format) => Contents.InspectEach(format, Service);

    /// <summary>What its only container knows of itself.</summary>
    public string Inspect(string format, string? service = null) => ComposeContents.Inspect(Container(service), format);

    /// <summary>The id of the image that its only container was made of.</summary>
    public string Image(string? service = null) => Inspect("{{.Image}}", service);

    public string[] KeptTags() => new ComposeContents(Name).KeptTags();

    public void Dispose()
    {
        Contents.Remove();
        new ComposeContents(Name).Remove();
    }

    private ComposeContents Contents => new(ComposeProject);
}
