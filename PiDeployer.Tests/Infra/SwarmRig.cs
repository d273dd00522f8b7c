using System.Net;
using System.Text;

namespace PiDeployer.Tests.Infra;

/// <summary>A swarm with a registry on each of its nodes, and the program running on the first: for all the tests of a class, which have stacks of their own.</summary>
public abstract class SwarmRig : IAsyncLifetime
{
    private const string Start = "max_parallel: 8\nprojects:\n  - { name: nothing, path: /tmp, deploy_mode: swarm }\n";

    private const string FirstAddress = "10.77.0.1";
    private const string SecondAddress = "10.77.0.2";

    private readonly StringBuilder projects = new(Start);
    private readonly string repository = $"pi-deployer-test-{Guid.NewGuid():N}";
    private readonly List<SwarmNode> nodes = [];
    private readonly List<RegistryProgram> registries = [];
    private RunningServer? server;

    /// <summary>The manager.</summary>
    internal SwarmNode Manager => nodes[0];

    internal IReadOnlyList<SwarmNode> Nodes => nodes;

    internal RunningServer Server => server ?? throw new InvalidOperationException("It was not started.");

    internal TempDirectory Folder { get; } = new();

    /// <summary>Why it cannot be; null when it can.</summary>
    protected abstract string? MissingReason { get; }

    protected abstract int Size { get; }

    public async ValueTask InitializeAsync()
    {
        if (MissingReason is not null)
            return;
        await Task.WhenAll(Enumerable.Range(1, Size).Select(StartNodeAsync));
        nodes.Sort((one, other) => string.CompareOrdinal(one.Name, other.Name));
        if (Size > 1)
            Manager.Connect(nodes[1], FirstAddress, SecondAddress);
        Manager.Found(Size > 1 ? FirstAddress : "127.0.0.1");
        if (Size > 1)
            nodes[1].Docker("swarm", "join", "--advertise-addr", SecondAddress, "--token", Manager.Docker("swarm", "join-token", "--quiet", "worker"), $"{FirstAddress}:2377");
        server = await RunningServer.StartAsync(Folder, Start, ("DOCKER_HOST", Manager.Socket), ("STEADY_TIME", "1"));
        await StartRegistriesAsync();
    }

    /// <summary>To be called by every test's constructor.</summary>
    internal void SkipWhereImpossible() => Assert.SkipUnless(MissingReason is null, MissingReason ?? "");

    /// <summary>A stack that the program knows, and nothing of which is there yet.</summary>
    /// <param name="options">Further fields of its project, beginning with a comma.</param>
    /// <param name="folder">Where its files are; null for a folder of its own.</param>
    internal async Task<SwarmStack> StackAsync(string options = "", string? folder = null)
    {
        var name = $"t{Guid.NewGuid().ToString("N")[..8]}";
        var stack = new SwarmStack(Server, Manager, name, folder ?? Directory.CreateDirectory(Folder.File(name)).FullName);
        projects.Append($"  - {{ name: {name}, path: {stack.Folder}, deploy_mode: swarm{options} }}\n");
        Folder.Write("projects.yml", projects.ToString());
        await Server.PostAsync("/reload").ShouldAnswerAsync(HttpStatusCode.OK);
        return stack;
    }

    /// <summary>What every node calls an image, each in its own registry.</summary>
    internal string Reference(string tag) => $"127.0.0.1:{registries[0].Port}/{repository}:{tag}";

    /// <summary>Has a tag in the registries mean an image. Answers what Swarm makes of the name now.</summary>
    internal string Publish(string tag, AppImage image)
    {
        ImageImport.Run(Manager.Options, Reference(tag), image, repository);
        Manager.Docker("push", "--quiet", Reference(tag));
        return $"{Reference(tag)}@{Manager.Docker("image", "inspect", "--format", "{{index .RepoDigests 0}}", Reference(tag)).Split('@')[1]}";
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (server is not null)
            await server.DisposeAsync();
        foreach (var registry in registries)
            registry.Dispose();
        Parallel.ForEach(nodes, node => node.Dispose());
        Folder.Dispose();
    }

    private async Task StartNodeAsync(int number)
    {
        var node = await SwarmNode.StartAsync($"node{number}", Folder.File($"{number}"));
        lock (nodes)
            nodes.Add(node);
    }

    /// <summary>One address means the same on each node, since all of them serve the same files.</summary>
    private async Task StartRegistriesAsync()
    {
        foreach (var node in nodes)
        {
            var registry = new RegistryProgram(Folder, login: null) { Within = node.Within, Port = registries.FirstOrDefault()?.Port ?? LoopbackPorts.Next() };
            registries.Add(registry);
            await registry.StartAsync();
        }
    }
}

/// <summary>A swarm of one machine.</summary>
public sealed class OneNodeSwarm : SwarmRig
{
    protected override string? MissingReason => SwarmNode.MissingReason;

    protected override int Size => 1;
}

/// <summary>A swarm of a manager and a worker.</summary>
public sealed class TwoNodeSwarm : SwarmRig
{
    protected override string? MissingReason => SwarmNode.MissingReason ?? (Environment.GetEnvironmentVariable("PIDEPLOYER_NO_SECOND_NODE") is { Length: > 0 } reason ? reason : null);

    protected override int Size => 2;
}
