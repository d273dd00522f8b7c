using System.Net.Http.Headers;
using System.Text.Json;
using PiDeployer.Feedback;
using PiDeployer.Pipelines.Containers;
using PiDeployer.Pipelines.Registries;
using PiDeployer.Pipelines.Sides;
using PiDeployer.Pipelines.Swarm;
using PiDeployer.Projects;
using YamlDotNet.Core;

namespace PiDeployer.Tests.Abuse;

/// <summary>What the programs answer that we ask: compose, Swarm, proxies, registries and forges.</summary>
internal static class ProgramParsers
{
    private const string Configuration = """
        name: shop
        services:
          web: { image: shop/web:v2, build: { context: /srv/shop }, env_file: [{ path: a.env }], volumes: [./data:/data:ro, { type: bind, source: /srv/x, target: /x }], configs: [c] }
          db: { image: postgres, pull_policy: never, secrets: [{ source: s }] }
        configs: { c: { file: ./c.conf } }
        secrets: { s: { file: "./s" } }
        volumes: { data: { name: shop_data }, other: {} }
        """;

    private const string Worker = """44213730499b|worker|False|/shop-worker-1|shop/worker:v2|sha256:0c8d|exited||3|0|"2026-11-21T19:18:45Z" """;

    private const string Service = """
        {"ID":"hua6z3ocf9z0","Spec":{"Name":"s1_web","Labels":{"com.docker.stack.image":"app:1"},"TaskTemplate":{"ContainerSpec":{"Image":"app:1@sha256:b71b"},"RestartPolicy":{"Condition":"on-failure"}},
         "Mode":{"Replicated":{"Replicas":2}},"UpdateConfig":{"FailureAction":"rollback"}},"UpdateStatus":{"State":"completed","StartedAt":"x","Message":"y"}}
        """;

    private const string Task = """{"CurrentState":"Running 5 minutes ago","DesiredState":"Running","Error":"","ID":"x1","Image":"app:1","Name":"s1_web.1","Node":"pi2","Ports":""}""";
    private const string Statistics = "# pxname,svname,scur,status,addr,last_chk\nshop,blue,0,UP,127.0.0.1:8081,\"L7OK, fine\"\nshop,green,1,DRAIN,127.0.0.1:8082,\n";

    private static readonly Dictionary<string, string> Replicas = new() { ["hua6z3ocf9z0"] = "0/1 (1/3 completed)" };
    private static readonly string[] Json = ["\"ID\":", "\"State\":", "\"ExitCode\":1.5", "\"Replicas\":1e30", "\"\\ud800\"", "\"Name\":\"s1_", "{", "}", "[", "]", "[{", ",", "null", "\"id\":", "\"state\":"];

    public static IEnumerable<Parser> All =>
    [
        Parser.OfText(
            "a compose configuration",
            [Configuration],
            text =>
            {
                if (YamlTree.Parse(text) is YamlValue.Mapping root)
                    _ = ComposeConfiguration.Parse(text, root, "/srv/shop").Builds;
            },
            typeof(YamlException)) with { Words = ["\n  ", ": ", "- ", "\"\\0\"", "services:", "volumes:", "build:", "~", "..", "://", "null", "{", "}"] },
        Parser.OfText("a container", [Worker], text => _ = Container.Parse(text)?.Description) with { Words = ["|", "True", "exited", "unhealthy", "-1", "99999999999"] },
        Parser.OfText("a service of Swarm's", [Service], text => _ = StackService.Parse(text, "s1", Replicas), typeof(JsonException)) with { Words = Json },
        Parser.OfText("a task of Swarm's", [Task], text => _ = StackTask.Parse(text, "s1"), typeof(JsonException)) with { Words = Json },
        Parser.OfText("HAProxy's statistics", [Statistics], text => _ = HaProxyServer.Parse(text)) with { Words = ["#", ",", "\"", "\n", "svname"] },
        new Parser("a forge's answer", ["""{"id":7,"state":"success"}""", """[{"id":7,"state":"success"},{"id":8}]"""], bytes =>
        {
            _ = ForgeJson.Id(bytes);
            _ = ForgeJson.Ids(bytes);
            _ = ForgeJson.States(bytes);
        }) { Words = Json },
        Parser.OfHeader("a registry's challenge", ["Bearer realm=\"https://auth.example.org/token?x=1\",service=\"registry.example.org\",scope=\"repository:ann/shop:pull\"", "Basic realm=x"], text =>
        {
            if (AuthenticationHeaderValue.TryParse(text, out var header))
                _ = RegistryChallenge.Parse(header, "ann/shop", allowsPlain: true);
        }) with { Words = ["realm=", "\"", ",", "=", "https://", "Bearer "] },
    ];
}
