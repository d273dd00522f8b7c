using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace PiDeployer.Tests.Infra;

/// <summary>Caddy with its admin API at a port of loopback, or at a socket, and with no route of ours yet.</summary>
internal sealed class CaddyProgram : ProxyProgram
{
    /// <summary>Where its admin API is unless its configuration says another place.</summary>
    public const int UsualPort = 2019;

    private readonly int freePort = LoopbackPorts.Next();

    private int AdminPort => HasNothing ? UsualPort : freePort;

    /// <summary>Whether it is started without any configuration.</summary>
    public bool HasNothing { get; init; }

    /// <summary>Whether its admin API is at a socket.</summary>
    public bool HasSocket { get; init; }

    /// <summary>Its apps, in JSON; <c>{port}</c> stands for where people come. Null for none.</summary>
    public string? Apps { get; init; }

    /// <summary>How its admin API is called in <c>projects.yml</c>.</summary>
    public string Admin => HasSocket ? $"unix/{SocketPath}" : $"http://127.0.0.1:{AdminPort}";

    public override string Fields => $"caddy: {{ admin: '{Admin}', listen: '127.0.0.1:{Port}', host: 127.0.0.1 }}";

    /// <summary>Part of its configuration, or nothing.</summary>
    public Task<JsonNode?> ConfigurationAsync(string path = "") => AskAsync($"config/{path}");

    /// <summary>Whether it has given whoever listens at a port a request that is not answered yet.</summary>
    public async Task<bool> IsBusyAtAsync(int port)
    {
        var upstreams = (await AskAsync("reverse_proxy/upstreams")).ShouldBeOfType<JsonArray>();
        return upstreams.Any(upstream => upstream.Text("address") == $"127.0.0.1:{port}" && upstream.Number("num_requests") > 0);
    }

    /// <summary>Gives it the configuration that it started with, as <c>caddy reload</c> does.</summary>
    public Task ReloadAsync() => TellAsync("load", Text());

    /// <summary>Gives it part of its configuration, which makes it begin anew where anything of it is another.</summary>
    /// <param name="path">Of the part.</param>
    /// <param name="json">The part.</param>
    public async Task TellAsync(string path, string json)
    {
        using var answer = await UntilNotCutOffAsync(http => http.PostAsync(path, new StringContent(json, MediaTypeHeaderValue.Parse("application/json"))));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
    }

    protected override ProcessStartInfo Command()
    {
        var start = new ProcessStartInfo("caddy", ["run", .. HasNothing ? Array.Empty<string>() : ["--config", Folder.Write("caddy.json", Text())]]);
        foreach (var name in new[] { "HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME" })
            start.Environment[name] = Folder.Path;
        return start;
    }

    /// <summary>Its apps begin after its admin API.</summary>
    protected override bool IsReady() => (Apps is null || Answers(Port)) && (HasSocket ? Answers(new UnixDomainSocketEndPoint(SocketPath), AddressFamily.Unix) : Answers(AdminPort));

    private string SocketPath => Folder.File("caddy.sock");

    private string Text()
    {
        var admin = HasSocket ? $$"""{ "listen": "unix/{{SocketPath}}", "origins": ["localhost"] }""" : $$"""{ "listen": "127.0.0.1:{{AdminPort}}" }""";
        return $$"""{ "admin": {{admin}}{{(Apps is null ? "" : $", \"apps\": {Apps.Replace("{port}", $"{Port}", StringComparison.Ordinal)}")}} }""";
    }

    private static bool Answers(int port) => Answers(new IPEndPoint(IPAddress.Loopback, port), AddressFamily.InterNetwork);

    private async Task<JsonNode?> AskAsync(string path) => JsonNode.Parse(await UntilNotCutOffAsync(http => http.GetStringAsync(path)));

    /// <summary>Whoever gives it a configuration has it begin its admin API anew, and cuts off the others.</summary>
    private async Task<T> UntilNotCutOffAsync<T>(Func<HttpClient, Task<T>> ask)
    {
        while (true)
        {
            try
            {
                using var http = Client();
                return await ask(http);
            }
            catch (HttpRequestException e) when (e.InnerException is IOException or SocketException { SocketErrorCode: SocketError.ConnectionReset })
            {
            }
        }
    }

    private HttpClient Client()
    {
        if (!HasSocket)
            return new HttpClient { BaseAddress = new Uri($"{Admin}/") };
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, stop) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(SocketPath), stop);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        return new HttpClient(handler) { BaseAddress = new Uri("http://localhost/") };
    }
}
