using System.Diagnostics;
using System.Net;
using System.Text;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Abuse;

/// <summary>Requests that were right once, and bytes that never were, on several connections at a time. <c>bench/abuse.sh</c> sends them for longer.</summary>
[Trait("Category", "EndToEnd")]
[Trait("Build", "Native")]
public sealed class PortFuzzTests : IDisposable
{
    private const int Senders = 4;

    /// <summary>Answers to each of them; fewer would prove nothing.</summary>
    private const int Enough = 5;

    /// <summary>Most of it is an answer soon, or never.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(25);

    private static readonly string[] Words =
    [
        "\r\n", "\r\n\r\n", "\n", " HTTP/1.1\r\n", " HTTP/1.0\r\n", "GET ", "POST ", "HEAD ", "OPTIONS * ", "Host: x\r\n", "Connection: close\r\n", "Connection: keep-alive\r\n", "Connection: Upgrade\r\nUpgrade: h2c\r\n",
        "Content-Length: 2\r\n", "Content-Length: 0\r\n", "Transfer-Encoding: chunked\r\n", "0\r\n\r\n", "2\r\n{}\r\n", "ffffffff\r\n", "Expect: 100-continue\r\n", "X-Forwarded-For: 1.2.3.4\r\n", "Last-Event-ID: 7\r\n",
        "X-GitHub-Event: push\r\n", "X-Gitlab-Event: Push Hook\r\n", "X-Event-Key: repo:push\r\n", "X-Gitea-Event: push\r\n", "X-Signature: 00\r\n", "Content-Type: application/x-www-form-urlencoded\r\n", "payload=", "Content-Encoding: gzip\r\n",
        "/deploy", "/deploy/shop", "/deployments", "/status?recent=", "/logs/shop?lines=", "/rollback/shop", "/environments/shop", "/metrics", "/reload", "/assets/", "%2e%2e", "?wait=0",
    ];

    private readonly TempDirectory folder = new();

    public void Dispose() => folder.Dispose();

    [Fact(Timeout = 600_000)]
    public async Task Nonsense_is_answered_with_4xx_or_not_at_all_and_the_next_push_is_taken()
    {
        folder.WriteScript("script.sh", "true");
        await using var server = await RunningServer.StartAsync(
            folder, $"projects: [{{ name: shop, repo: ann/shop, path: {folder.Path}, deploy_mode: script-only, deploy_script: script.sh }}]");
        using var watch = new HealthWatch(server);
        await watch.BegunAsync();
        var (sent, answered) = await SendAllAsync(server, Seeds(server.Address, token: "wrong", secret: "wrong"));

        await server.ShouldNotHaveDeployedAsync("shop");
        await server.SendAsync(Webhook.Push("ann/shop")).ShouldAnswerAsync(HttpStatusCode.Accepted);
        (await server.ResultAsync("shop"))["success"]?.GetValue<bool>().ShouldBe(true);

        // Who has the token or the secret may deploy: a body that is signed is a deployment wherever its address becomes /deploy/shop.
        var (sentByFriends, answeredToFriends) = await SendAllAsync(server, Seeds(server.Address, RunningServer.Token, RunningServer.Secret));
        server.Log.ShouldNotContain(line => line.Contains(" met an error", StringComparison.Ordinal), Fuzz.Repeat);
        answered.ShouldBeGreaterThanOrEqualTo(Senders * Enough, "Hardly anything was answered, so this proves nothing.");
        await watch.ShouldHaveBeenFineAsync($"{sent + sentByFriends} requests of nonsense, seed {Fuzz.Seed}", $"{answered + answeredToFriends} answers, none of them 5xx");
    }

    private static async Task<(int Sent, int Answered)> SendAllAsync(RunningServer server, byte[][] seeds)
    {
        var time = Stopwatch.StartNew();
        var counts = await Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => SendAsync(server, seeds, new Random(Fuzz.Seed + sender), time)));
        return (counts.Sum(count => count.Sent), counts.Sum(count => count.Answered));
    }

    private static async Task<(int Sent, int Answered)> SendAsync(RunningServer server, byte[][] seeds, Random random, Stopwatch time)
    {
        var mutations = new Mutations(random, seeds, Words);
        var (sent, answered) = (0, 0);
        for (; time.Elapsed < Fuzz.Length(2, 0.5) || (answered < Enough && time.Elapsed < Eventually.Patience); sent++)
        {
            var bytes = random.Next(10) == 0 ? Noise(random) : mutations.Next();
            var answer = await RawPort.SendAsync(server.Address, bytes, Patience);
            answer.Statuses.ShouldAllBe(status => status < 500 || status == (int)HttpStatusCode.HttpVersionNotSupported, $"{Convert.ToBase64String(bytes)}\n{answer.Text}\n{Fuzz.Repeat}");
            answered += answer.Statuses.Count;
        }

        return (sent, answered);
    }

    private static byte[] Noise(Random random)
    {
        var bytes = new byte[random.Next(1, 4000)];
        random.NextBytes(bytes);
        return bytes;
    }

    private static byte[][] Seeds(Uri address, string token, string secret)
    {
        var push = Webhook.Push("ann/shop", branch: "other");
        var signature = $"X-GitHub-Event: push\r\nX-Hub-Signature-256: {Webhook.Sign(secret, push.Body)}\r\nContent-Type: application/json\r\n";
        var body = Encoding.UTF8.GetString(push.Body);
        var bearer = $"Authorization: Bearer {token}\r\n";
        string[] requests =
        [
            Request("GET /health", ""), Request("GET /", "Accept: text/html\r\n"), Request("GET /status?recent=20", ""), Request("GET /config", ""), Request("GET /metrics", ""),
            Request("GET /logs/shop?lines=50", bearer), Request("GET /deployments?project=shop&state=failed&text=x&limit=5&before=9", bearer), Request("POST /reload", $"{bearer}Content-Length: 0\r\n"),
            Request("GET /deployments/20261121-140507-9f3a61/events", $"{bearer}Last-Event-ID: 7\r\n"), Request("POST /deployments/20261121-140507-9f3a61/cancel", bearer), Request("GET /assets/1/app.js", ""),
            Request("POST /deploy", $"{signature}Content-Length: {push.Body.Length}\r\n", body),
            Request("POST /deploy", $"{signature}Transfer-Encoding: chunked\r\n", $"{push.Body.Length:x};a=b\r\n{body}\r\n0\r\nX-Trailer: 1\r\n\r\n"),
            Request("POST /deploy", "Content-Length: 16\r\n", """{"stack":"shop"}"""), Request("POST /deploy/shop?wait=1", "Authorization: Bearer wrong\r\nContent-Length: 2\r\n", "{}"),
            Request("POST /redeploy-and-update/shop", "X-Hub-Signature-256: sha256=00\r\nContent-Length: 22\r\n", """{"action":"published"}"""),
        ];
        return [.. requests.Select(Encoding.UTF8.GetBytes), .. requests.Zip(requests[1..]).Select(pair => Encoding.UTF8.GetBytes(pair.First + pair.Second))];

        string Request(string line, string headers, string content = "") => $"{line} HTTP/1.1\r\nHost: {address.Authority}\r\n{headers}\r\n{content}";
    }
}
