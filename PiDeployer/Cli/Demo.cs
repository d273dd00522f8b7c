using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using PiDeployer.Processes;
using PiDeployer.Values;
using PiDeployer.Webhooks;

namespace PiDeployer.Cli;

/// <summary><c>pi-deployer demo</c>: a whole deployment before a newcomer's eyes, with nothing but this program and git, and nothing left behind.</summary>
internal sealed class Demo(DemoSite site, CommandRunner commands, HttpClient http, TextWriter output)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(50);
    private static readonly ImmutableArray<string> Needed = ["PATH", "TMPDIR", "LANG", "DOTNET_ROOT"];

    /// <returns>Whether the push went live.</returns>
    public static async Task<bool> RunAsync(IReadOnlyDictionary<string, string> environment, TextWriter output, CancellationToken cancellationToken)
    {
        // Nobody's own configuration may make the demonstration different: neither a deployer's nor git's.
        var clean = ImmutableDictionary.CreateBuilder<string, string>();
        foreach (var name in Needed.Where(environment.ContainsKey))
            clean[name] = environment[name];
        clean["GIT_CONFIG_GLOBAL"] = "/dev/null";
        clean["GIT_CONFIG_NOSYSTEM"] = "1";
        var commands = new CommandRunner(clean.ToImmutable(), Redaction.None, TimeProvider.System);
        using var site = new DemoSite(commands);
        using var http = new HttpClient();
        try
        {
            return await new Demo(site, commands, http, output).PlayAsync(cancellationToken);
        }
        catch (DemoException e)
        {
            await output.WriteLineAsync($"\nThe demonstration stops here: {e.Message}");
            return false;
        }
    }

    private async Task<bool> PlayAsync(CancellationToken cancellationToken)
    {
        Say("pi-deployer demo: one push, from the commit to the live site. All of it happens in a scratch folder.");
        await site.CreateAsync(cancellationToken);
        Say($"\n1. Here is a small site and its repository; the live checkout says: \"{site.ReadPage()}\"");
        Say($"     {site.Remote}   stands for GitHub\n     {site.Live}   is what visitors see");

        var (server, address) = await DemoServer.StartAsync(commands, site.DeployerFolder, cancellationToken);
        await using (server)
        {
            Say($"\n2. pi-deployer serves at {address} with this projects.yml:\n{Indented(site.ProjectsFile)}");
            var commit = await site.PushAsync("Good evening!", "Greet the evening", cancellationToken);
            Say($"\n3. You push a commit: {commit[..7]} \"Greet the evening\"");

            var payload = Payload(commit);
            Say("\n4. GitHub tells pi-deployer, signed with the secret that both know:");
            await SendAsync(address, payload, DemoSite.Secret, HttpStatusCode.Accepted, cancellationToken);
            Say("   A stranger who does not know the secret gets nowhere:");
            await SendAsync(address, payload, "a-guess", HttpStatusCode.Unauthorized, cancellationToken);

            Say("\n5. The deployment, as its log tells it:");
            var result = await FollowAsync(address, cancellationToken);
            Say($"\n6. {Summary(result)}\n   The live checkout now says: \"{site.ReadPage()}\"");
            Say("\nEverything is cleaned up. To put it on your Pi, see the README; `pi-deployer --help` lists the commands.");
            return result["success"]?.GetValue<bool>() == true;
        }
    }

    private async Task SendAsync(Uri address, byte[] payload, string secretText, HttpStatusCode expected, CancellationToken cancellationToken)
    {
        if (!Secret.TryCreate(secretText, out var secret))
            throw new DemoException("the secret is empty");
        var signature = Signature.Compute(new ReadOnlySequence<byte>(payload), secret);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, "/deploy")) { Content = new ByteArrayContent(payload) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Add(GitHub.EventHeader, "push");
        request.Headers.Add(CallSignature.Header, signature);
        using var answer = await http.SendAsync(request, cancellationToken);
        Say($"     POST /deploy   {CallSignature.Header}: {signature[..15]}...");
        Say($"     {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(cancellationToken)}");
        if (answer.StatusCode != expected)
            throw new DemoException($"{(int)expected} was expected");
    }

    /// <summary>Prints the log as it grows, until the deployment has its result.</summary>
    private async Task<JsonNode> FollowAsync(Uri address, CancellationToken cancellationToken)
    {
        var shown = 0;
        while (true)
        {
            var status = JsonNode.Parse(await http.GetStringAsync(new Uri(address, "/status"), cancellationToken))?["projects"]?[0]
                ?? throw new DemoException("the server has no status");
            var log = File.Exists(site.LogFile) ? await File.ReadAllLinesAsync(site.LogFile, cancellationToken) : [];
            var isOver = status["deploying"]?.GetValue<bool>() == false && status["last_deploy"] is not null;
            foreach (var line in log.Skip(Math.Max(shown, HeadlineLength)).SkipLast(isOver ? 0 : 1))
            {
                Say($"     {line}");
                shown = Math.Max(shown, HeadlineLength) + 1;
            }

            if (isOver)
                return status;
            await Task.Delay(LookAgain, TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>The three lines above a deployment's output; the middle one is only right in the end.</summary>
    private const int HeadlineLength = 3;

    private static string Summary(JsonNode result)
    {
        var seconds = result["duration"]?.GetValue<double>() ?? 0;
        return result["success"]?.GetValue<bool>() == true
            ? string.Create(CultureInfo.InvariantCulture, $"Live, {seconds:0.0} s after the push.")
            : $"It failed: {result["error"]}";
    }

    private static byte[] Payload(string commit) => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["ref"] = "refs/heads/main",
        ["repository"] = new JsonObject { ["full_name"] = DemoSite.Repository },
        ["head_commit"] = new JsonObject
        {
            ["id"] = commit,
            ["message"] = "Greet the evening",
            ["author"] = new JsonObject { ["name"] = "You" },
        },
    }.ToJsonString());

    private static string Indented(string text) => string.Join('\n', text.Split('\n').Select(line => $"     {line}"));

    private void Say(string text) => output.WriteLine(text);
}
