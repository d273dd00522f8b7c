using System.Text.Json.Nodes;

namespace PiDeployer.Tests.Infra;

/// <summary>A folder with a compose file whose services are Swarm's. They are gone with it, since those that do not stay up keep an engine busy for ever.</summary>
internal sealed class SwarmStack(RunningServer server, SwarmNode manager, string name, string folder) : IDisposable
{
    public string Name => name;

    public string Folder => folder;

    /// <summary>Writes the compose file.</summary>
    /// <param name="services">As <see cref="Service"/> makes them.</param>
    public void Write(params string[] services) => File.WriteAllText(Path.Combine(folder, "compose.yaml"), Text(services));

    public static string Text(params string[] services) => $"version: '3.8'\nservices:\n{string.Concat(services)}";

    /// <summary>The lines of one service, which is quick in everything.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="image">What it runs.</param>
    /// <param name="replicas">How many of it.</param>
    /// <param name="onFailure">What Swarm does when an update goes wrong.</param>
    /// <param name="more">Further fields of <c>update_config</c>, beginning with a comma.</param>
    public static string Service(string name, string image, int replicas = 1, string onFailure = "rollback", string more = "") => $$"""
          {{name}}:
            image: "{{image}}"
            stop_grace_period: 0s
            deploy:
              replicas: {{replicas}}
              endpoint_mode: dnsrr
              restart_policy: { delay: 200ms }
              update_config: { monitor: 1s, failure_action: {{onFailure}}{{more}} }
              rollback_config: { monitor: 500ms, parallelism: 0 }

        """;

    /// <summary>Deploys it and waits for the end. Answers the record.</summary>
    /// <param name="path">What is called, with the name behind it.</param>
    public async Task<JsonObject> DeployAsync(string path = "/deploy") =>
        await server.EndedAsync(await server.PostAsync($"{path}/{name}?wait=0").ShouldAcceptAsync());

    /// <summary>The same, and wants it to go well.</summary>
    public async Task<JsonObject> DeployWellAsync()
    {
        var record = await DeployAsync();
        record.Text("state").ShouldBe("succeeded", $"{record}\n{await server.OutputAsync(record.Text("id"))}");
        return record;
    }

    /// <summary>What a service is made of, with the digest.</summary>
    public string Image(string service) => manager.Docker("service", "inspect", "--format", "{{.Spec.TaskTemplate.ContainerSpec.Image}}", $"{name}_{service}");

    /// <summary>The services that there are, without the stack's name.</summary>
    public string[] Services() => [.. Lines("stack", "services", "--format", "{{.Name}}", name).Select(service => service[(name.Length + 1)..]).Order(StringComparer.Ordinal)];

    /// <summary>The node of each task of a service that runs, and its image.</summary>
    public (string Node, string Image)[] Running(string service) =>
    [
        .. Lines("service", "ps", "--no-trunc", "--filter", "desired-state=running", "--format", "{{.Node}} {{.Image}} {{.CurrentState}}", $"{name}_{service}")
            .Select(line => line.Split(' ')).Where(words => words[2] == "Running").Select(words => (words[0], words[1])),
    ];

    public void Dispose() => manager.TryDocker("stack", "rm", name);

    private string[] Lines(params string[] arguments) => manager.Docker(arguments).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
