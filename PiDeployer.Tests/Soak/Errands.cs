using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Soak;

/// <summary>All that callers come for, welcome and not, with what they may be answered.</summary>
internal sealed class Errands : IDisposable
{
    private static readonly string[] Pages =
        ["/", "/health", "/status?recent=20", "/config", "/metrics", "/logs/prints?lines=500", "/logs/site", "/deployments?limit=50", "/deployments?state=failed&text=broken", "/deployments?project=site"];

    private readonly RunningServer server;
    private readonly SoakProjects projects;
    private readonly TempDirectory folder;
    private readonly HttpClient http;
    private readonly byte[] garbage = new byte[3 * 1024 * 1024];
    private readonly byte[] large = Encoding.UTF8.GetBytes(Webhook.PushPayload("ann/site", "refs/heads/other", new string('a', 40), new string('x', 1024 * 1024)).ToJsonString());
    private int number;
    private volatile string latest = "20200101-000000-000000";

    public Errands(RunningServer server, SoakProjects projects, TempDirectory folder)
    {
        (this.server, this.projects, this.folder) = (server, projects, folder);
        http = new HttpClient { BaseAddress = server.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", RunningServer.Token);
        Random.Shared.NextBytes(garbage);
        All =
        [
            new("read", 40, random => GetAsync(Pages[random.Next(Pages.Length)])),
            new("push", 12, PushAsync),
            new("forge", 6, ForgeAsync),
            new("get lost", 4, random => AskAsync(HttpMethod.Get, $"/nothing/{random.Next()}", 404)),
            new("follow", 6, FollowAsync),
            new("send garbage", 1, _ => SendAsync(new Webhook(garbage), 400)),
            new("push elsewhere, at length", 1, _ => SendAsync(new Webhook(large), 200)),
            new("hang up", 4, HangUpAsync),
            new("reload", 2, ReloadAsync),
            new("cancel", 2, _ => AskAsync(HttpMethod.Post, $"/deployments/{latest}/cancel", 200, 202, 404, 409)),
            new("roll back", 1, _ => AskAsync(HttpMethod.Post, "/rollback/site", 202, 409)),
            new("wait", 2, _ => AskAsync(HttpMethod.Post, "/deploy/quick?wait=5", 200, 202, 409)),
        ];
    }

    public IReadOnlyList<Errand> All { get; }

    public void Dispose() => http.Dispose();

    private Task GetAsync(string path) => AskAsync(HttpMethod.Get, path, 200);

    private async Task AskAsync(HttpMethod method, string path, params int[] usual)
    {
        using var answer = await http.SendAsync(new HttpRequestMessage(method, path));
        await LookAtAsync(answer, usual);
    }

    private async Task SendAsync(Webhook webhook, params int[] usual)
    {
        using var answer = await server.SendAsync(webhook);
        await LookAtAsync(answer, usual);
    }

    private Task PushAsync(Random random)
    {
        var name = projects.Names[random.Next(projects.Names.Count)];
        projects.Advance(name);
        return SendAsync(Webhook.Push($"ann/{name}") with { Id = $"d-{Interlocked.Increment(ref number)}" }, 202, 409);
    }

    /// <summary>From very many addresses, each of which is remembered for a minute.</summary>
    private async Task ForgeAsync(Random random)
    {
        using var request = (Webhook.Push("ann/site") with { Secret = "guessed" }).ToRequest();
        request.Headers.Add("X-Forwarded-For", $"10.{random.Next(256)}.{random.Next(256)}.{random.Next(256)}");
        using var answer = await http.SendAsync(request);
        await LookAtAsync(answer, [401]);
    }

    /// <summary>Some read to the end, and some leave when they have seen enough, which may be nothing.</summary>
    private async Task FollowAsync(Random random)
    {
        using var answer = await http.GetAsync($"/deployments/{latest}/events", HttpCompletionOption.ResponseHeadersRead);
        if (answer.StatusCode == HttpStatusCode.NotFound)
            return;
        await using var events = await answer.Content.ReadAsStreamAsync();
        using var reader = new StreamReader(events);
        for (var left = random.Next(200); left > 0 && await reader.ReadLineAsync() is not null; left--)
        {
        }
    }

    /// <summary>In the middle of a request; every other one with a reset.</summary>
    private async Task HangUpAsync(Random random)
    {
        using var caller = new TcpClient();
        if (random.Next(2) == 0)
            caller.LingerState = new LingerOption(enable: true, seconds: 0);
        await caller.ConnectAsync(server.Address.Host, server.Address.Port);
        var request = Encoding.ASCII.GetBytes("POST /deploy HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 50000\r\n\r\n{");
        await caller.GetStream().WriteAsync(request.AsMemory(0, random.Next(request.Length)));
    }

    private async Task ReloadAsync(Random random)
    {
        var (next, isBroken) = (random.Next(1000), random.Next(4) == 0);
        await File.WriteAllTextAsync(folder.File($"next-{next}.yml"), isBroken ? projects.Broken(next) : projects.Yaml(next));
        File.Move(folder.File($"next-{next}.yml"), folder.File("projects.yml"), overwrite: true); // Others reload at the same time.
        await AskAsync(HttpMethod.Post, "/reload", 200, 500);
    }

    private async Task LookAtAsync(HttpResponseMessage answer, int[] usual)
    {
        var text = await answer.Content.ReadAsStringAsync();
        if (!usual.Contains((int)answer.StatusCode))
            throw new InvalidOperationException($"{answer.RequestMessage?.RequestUri?.PathAndQuery} was answered with {(int)answer.StatusCode}: {text}");
        if (answer.StatusCode == HttpStatusCode.Accepted)
            latest = JsonNode.Parse(text).Text("id");
    }
}

/// <param name="Weight">How often it is done, compared with the others.</param>
internal sealed record Errand(string Name, int Weight, Func<Random, Task> DoAsync);
