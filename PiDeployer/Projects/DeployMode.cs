using System.Collections.Immutable;

namespace PiDeployer.Projects;

/// <summary>What a deployment does between the pull and the health check.</summary>
internal enum DeployMode
{
    DockerCompose,
    Systemd,
    PullOnly,
    ScriptOnly,

    /// <summary>Containers are replaced by newer ones where there are, and nothing stops meanwhile.</summary>
    ComposeUpdate,

    /// <summary>Two sides take turns: the new one is started and well before anybody is sent to it, and before the old one ends.</summary>
    BlueGreen,

    /// <summary>A stack of Docker Swarm's, on as many machines as it has.</summary>
    Swarm,

    /// <summary>A folder of stacks: those that changed are deployed, each by itself.</summary>
    Stacks,
}

/// <summary>The modes under the names that <c>projects.yml</c>, the answers and the scripts' environment use.</summary>
internal static class DeployModes
{
    private static readonly ImmutableArray<Entry> Names =
    [
        new(DeployMode.DockerCompose, "docker-compose"),
        new(DeployMode.Systemd, "systemd"),
        new(DeployMode.PullOnly, "pull-only"),
        new(DeployMode.ScriptOnly, "script-only"),
        new(DeployMode.ComposeUpdate, "compose-update"),
        new(DeployMode.BlueGreen, "blue-green"),
        new(DeployMode.Swarm, "swarm"),
        new(DeployMode.Stacks, "stacks"),
    ];

    /// <summary>No tuple, of which every kind has code of its own wherever it is in a sequence (docs/ARCHITECTURE.md, "Size").</summary>
    private sealed record Entry(DeployMode Mode, string Name);

    public static IEnumerable<string> All => Names.Select(entry => entry.Name);

    public static DeployMode Parse(string name) => Names.First(entry => entry.Name == name).Mode;

    public static string ToName(this DeployMode mode) => Names.First(entry => entry.Mode == mode).Name;
}
