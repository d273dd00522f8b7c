namespace PiDeployer.Tests.Infra;

/// <summary>
/// The documented commands that are not executed in the fresh Debian, each with the reason. Whoever writes a new block into a document does nothing here: it is executed, after
/// those that stand before it, as <c>pi</c> (or as <c>ann</c>, where it begins with <c>ssh</c> or <c>scp</c>), with the service installed and a project <c>my-blog</c>.
/// Where that cannot be, there are three ways: what the reader has to put in by himself is in <see cref="ReadersOwn"/>; what a machine has to have is in
/// <see cref="FreshMachine"/>; and what really cannot run there gets a line here, which says who executes it instead.
/// </summary>
internal static class Excuses
{
    /// <summary>How a block begins, and why it is not executed.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>
    {
        ["dotnet run --project PiDeployer -- demo"] = "the SDK is not in the fresh Debian; DemoTests run the demo",
        ["./test.sh"] = "this is what runs this",
        ["sudo apt-get install webhook wrk"] = "nothing can be downloaded in the fresh Debian, and it takes many minutes; docs/BENCHMARKS.md has what it printed",
        ["bench/reproducible.sh"] = "the SDK is not in the fresh Debian, and it publishes twice; docs/SECURITY.md has what it printed",
        ["./publish.sh"] = "the binary under test is what it has made, for this machine's processor",
        ["sudo apt install haproxy"] = "nothing can be downloaded in the fresh Debian; BlueGreenLoadTests run the HAProxy of docs/haproxy.cfg",
        ["sudo systemctl disable --now caddy"] = "no Caddy can be downloaded in the fresh Debian; BlueGreenLoadTests run one",
        ["docker swarm init"] = "there is no Docker in the fresh Debian; SwarmTests begin like this",
        ["docker compose down"] = "there is no Docker in the fresh Debian; DockerComposeTests do this",
        ["docker node ls"] = "there is no Docker in the fresh Debian; TwoNodeSwarmTests do this",
        ["curl -X DELETE"] = "an environment needs containers; EnvironmentTests send this request",
    };

    /// <summary>What readers replace by what is theirs, in each document.</summary>
    public static IReadOnlyDictionary<string, string> ReadersOwn { get; } = new Dictionary<string, string>
    {
        ["\"stack\": \"media\""] = "\"stack\": \"my-blog\"", // There are no containers in the fresh Debian, and a project can be called in the same way.
        ["to=20261121-140507-9f3a61"] = "to=$DEPLOYED", // The test knows a deployment of this machine.
    };
}
