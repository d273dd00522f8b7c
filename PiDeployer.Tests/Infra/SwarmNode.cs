using System.Diagnostics;
using System.Globalization;

namespace PiDeployer.Tests.Infra;

/// <summary>
/// A Docker engine in a network of its own, as on a machine of its own: what Swarm makes of networks there is gone with it, and nothing of this machine's is touched.
/// </summary>
internal sealed class SwarmNode : IDisposable
{
    private readonly Process engine;
    private readonly string log;

    private SwarmNode(string name, string folder)
    {
        Name = name;
        Socket = $"unix://{folder}/docker.sock";
        log = Path.Combine(Directory.CreateDirectory(folder).FullName, "log");
        // Without a command of its own to wait for, each of these becomes the next: the process is the engine in the end.
        var script = $"ip link set lo up && hostname {name} && exec dockerd --host {Socket} --data-root {folder}/data --exec-root {folder}/exec --pidfile {folder}/pid "
            + $"--bridge none --iptables=false --ip6tables=false --ip-masq=false >{log} 2>&1";
        engine = Start("unshare", ["--net", "--mount", "--uts", "--propagation", "private", "sh", "-c", script]);
    }

    /// <summary>Why there can be none here; null when there can.</summary>
    /// <remarks>It is said as it is for the engine and the registry, see <see cref="DockerImages.MissingReason"/>.</remarks>
    public static string? MissingReason => LocalRegistry.MissingReason ?? (Environment.GetEnvironmentVariable("PIDEPLOYER_NO_SWARM") is { Length: > 0 } reason ? reason : null);

    /// <summary>Its host's name.</summary>
    public string Name { get; }

    /// <summary>For <c>DOCKER_HOST</c>.</summary>
    public string Socket { get; }

    /// <summary>Docker's options that choose this engine.</summary>
    public string[] Options => ["--host", Socket];

    /// <summary>What runs a program in its network.</summary>
    public string[] Within => ["nsenter", "--net", "--target", Id];

    private string Id => engine.Id.ToString(CultureInfo.InvariantCulture);

    /// <param name="name">Its host's.</param>
    /// <param name="folder">Of its own, short enough for a socket's path.</param>
    public static async Task<SwarmNode> StartAsync(string name, string folder)
    {
        var node = new SwarmNode(name, folder);
        try
        {
            await Eventually.TrueAsync(() => node.engine.HasExited || node.TryDocker("version").Code == 0, $"the engine of {name} answers");
            node.engine.HasExited.ShouldBeFalse(File.Exists(node.log) ? await File.ReadAllTextAsync(node.log) : name);
            return node;
        }
        catch
        {
            node.Dispose();
            throw;
        }
    }

    /// <summary>Makes a swarm, of which it is the manager.</summary>
    public void Found(string address) => Docker("swarm", "init", "--advertise-addr", address, "--listen-addr", $"{address}:2377");

    /// <summary>Joins the swarm of another one, as a worker.</summary>
    /// <param name="manager">That one.</param>
    /// <param name="address">Where it is.</param>
    /// <param name="ownAddress">Where this one is.</param>
    public async Task JoinAsync(SwarmNode manager, string address, string ownAddress)
    {
        // Docker waits for no more than 20 s, and goes on with it all the same.
        var (_, output) = TryDocker("swarm", "join", "--advertise-addr", ownAddress, "--token", manager.Docker("swarm", "join-token", "--quiet", "worker"), $"{address}:2377");
        await Eventually.TrueAsync(() => Docker("info", "--format", "{{.Swarm.LocalNodeState}}") == "active", $"{Name} has joined: {output}");
    }

    /// <summary>Lays a cable to another one, the only thing that they have in common.</summary>
    public void Connect(SwarmNode other, string address, string otherAddress)
    {
        Run("ip", "link", "add", "cable", "type", "veth", "peer", "name", "cable", "netns", other.Id);
        foreach (var (end, own) in new[] { (this, address), (other, otherAddress) })
        {
            end.Run("ip", "address", "add", $"{own}/24", "dev", "cable");
            end.Run("ip", "link", "set", "cable", "up");
        }
    }

    /// <summary>Docker, on this engine.</summary>
    public string Docker(params string[] arguments) => Shell.Run("docker", [.. Options, .. arguments]);

    public (int Code, string Output) TryDocker(params string[] arguments) => Shell.TryRun("docker", [.. Options, .. arguments]);

    /// <summary>It does nothing any more, and nobody is told.</summary>
    public void Freeze() => Shell.Run("kill", "-STOP", Id);

    public void Thaw() => Shell.Run("kill", "-CONT", Id);

    public void Dispose()
    {
        if (!engine.HasExited)
        {
            // It ends its containers and its containerd itself.
            Shell.TryRun("kill", "-CONT", Id);
            Shell.TryRun("kill", "-TERM", Id);
            if (!engine.WaitForExit(Eventually.Patience))
                engine.Kill(entireProcessTree: true);
        }

        engine.Dispose();
    }

    private void Run(params string[] command) => Shell.Run(Within[0], [.. Within[1..], .. command]);

    private static Process Start(string program, string[] arguments) => Process.Start(new ProcessStartInfo(program, arguments)) ?? throw new InvalidOperationException(program);
}
