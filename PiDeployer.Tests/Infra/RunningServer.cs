using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace PiDeployer.Tests.Infra;

/// <summary>The real program on a real port of its own choice. Its folder, with <c>.env</c> and <c>projects.yml</c>, is <see cref="Folder"/>.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    public const string Token = "the-deploy-token-of-the-tests";
    public const string Secret = "the-webhook-secret-of-the-tests";


    private readonly Process process;
    private readonly ConcurrentQueue<string> log = new();

    private RunningServer(Process process, TempDirectory folder)
    {
        this.process = process;
        Folder = folder;
        Http = new HttpClient();
    }

    public TempDirectory Folder { get; }

    public HttpClient Http { get; }

    public int ProcessId => process.Id;

    public Uri Address => Http.BaseAddress ?? throw new InvalidOperationException("It does not listen yet.");

    /// <summary>What it wrote to the console so far.</summary>
    public IReadOnlyCollection<string> Log => log;

    /// <param name="folder">Where it runs; not disposed with it.</param>
    /// <param name="projects">The text of <c>projects.yml</c>; null where there is none.</param>
    /// <param name="environment">On top of <see cref="Token"/>, <see cref="Secret"/>, the loopback address and no rate limit; an empty value takes one of these away.</param>
    public static async Task<RunningServer> StartAsync(TempDirectory folder, string? projects, params (string Name, string Value)[] environment)
    {
        var (server, address) = Launch(folder, projects, environment);
        server.Http.BaseAddress = await address.WaitAsync(Eventually.Patience);
        return server;
    }

    /// <summary>SIGKILL before it listens, or just after; what was under way before is being put in order then.</summary>
    public static async Task KillInStartAsync(TempDirectory folder, string? projects, TimeSpan after)
    {
        var (server, _) = Launch(folder, projects, []);
        await Task.Delay(after);
        await server.KillAsync();
        await server.DisposeAsync();
    }

    /// <summary>A webhook of GitHub's, signed with <see cref="Secret"/> unless told otherwise.</summary>
    public Task<HttpResponseMessage> SendAsync(Webhook webhook) => Http.SendAsync(webhook.ToRequest());

    /// <summary>A request with the bearer token.</summary>
    public Task<HttpResponseMessage> SendAuthorizedAsync(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        return Http.SendAsync(request);
    }

    public async Task<JsonNode> StatusAsync(string project)
    {
        var status = await Http.GetFromJsonAsync<JsonNode>("/status");
        return status?["projects"]?.AsArray().SingleOrDefault(entry => (string?)entry?["name"] == project)
            ?? throw new InvalidOperationException($"/status does not know {project}: {status}");
    }

    /// <summary>Neither did a deployment end, nor does one run, nor did one begin.</summary>
    public async Task ShouldNotHaveDeployedAsync(string project)
    {
        var status = await StatusAsync(project);
        ((bool?)status["deploying"]).ShouldBe(false);
        status["last_deploy"].ShouldBeNull();
        log.ShouldNotContain(line => line.EndsWith($" of {project} started.", StringComparison.Ordinal));
    }

    /// <summary>Waits until the project has a result and nothing of it runs, and answers its status.</summary>
    /// <param name="project">Its name.</param>
    /// <param name="patience">For what may take longer than <see cref="Eventually.Patience"/>.</param>
    public async Task<JsonNode> ResultAsync(string project, TimeSpan? patience = null)
    {
        var limit = patience ?? Eventually.Patience;
        var started = Stopwatch.StartNew();
        while (true)
        {
            var status = await StatusAsync(project);
            if (status["last_deploy"] is not null && status["deploying"]?.GetValue<bool>() == false)
                return status;
            if (started.Elapsed > limit)
                throw new TimeoutException($"{project} has no result after {limit}: {status}\n{string.Join('\n', log)}");
            await Task.Delay(20);
        }
    }

    /// <summary>The lines of <c>/logs/NAME</c>.</summary>
    public async Task<string> LogsAsync(string project, int lines = 1000)
    {
        using var answer = await SendAuthorizedAsync(HttpMethod.Get, $"/logs/{project}?lines={lines}");
        var logs = await answer.Content.ReadFromJsonAsync<JsonNode>();
        return string.Join('\n', logs?["lines"]?.AsArray().Select(line => (string?)line) ?? []);
    }

    /// <summary>Waits for a line on the console with all of these in it. It comes on another way than an answer, and may come after that.</summary>
    public Task LoggedAsync(params string[] parts) =>
        Eventually.TrueAsync(() => log.Any(line => parts.All(part => line.Contains(part, StringComparison.Ordinal))), $"a line with {string.Join(" and ", parts)}");

    public void Signal(PosixSignal signal) => Shell.Run("kill", $"-{signal.ToString()[3..]}", $"{process.Id}");

    /// <summary>SIGKILL: nothing of it gets to do anything any more. What it had started lives on.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await ExitAsync();
    }

    /// <summary>Ends it by SIGTERM, twice, since it need not wait for what runs.</summary>
    public async Task StopAsync()
    {
        for (var signals = 0; signals < 2; signals++)
            Shell.TryRun("kill", "-TERM", $"{process.Id}");
        await ExitAsync();
    }

    /// <summary>Waits until it ends by itself, and answers its exit code.</summary>
    public async Task<int> ExitAsync()
    {
        await process.WaitForExitAsync().WaitAsync(Eventually.Patience);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            await StopAsync();

        process.Dispose();
        Http.Dispose();
    }

    private static (RunningServer Server, Task<Uri> Address) Launch(TempDirectory folder, string? projects, (string Name, string Value)[] environment)
    {
        if (projects is not null)
            folder.Write("projects.yml", projects);
        var variables = new Dictionary<string, string>
        {
            ["DEPLOY_TOKEN"] = Token,
            ["GITHUB_WEBHOOK_SECRET"] = Secret,
            ["DEPLOYER_HOST"] = "127.0.0.1",
            ["DEPLOYER_PORT"] = "0",
            ["RATE_LIMIT_PER_MIN"] = "0", // Many a test is wrong on purpose, and all of them call from one address.
            ["GITHUB_TOKEN"] = "", // Whoever runs the tests may have one, and no test may speak to a real forge with it.
            ["GITEA_TOKEN"] = "",
            ["GITLAB_TOKEN"] = "",
        };
        foreach (var (name, value) in environment)
            variables[name] = value;

        var process = new Process { StartInfo = ProgramUnderTest.Start(folder.Path, [], variables) };
        var server = new RunningServer(process, folder);
        var address = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        void Read(object sender, DataReceivedEventArgs line)
        {
            if (line.Data is not { } text)
                return;
            server.log.Enqueue(text);
            if (text.Split("listens on ") is [_, var rest])
                address.TrySetResult(new Uri(rest.Split(' ')[0]));
        }

        process.OutputDataReceived += Read;
        process.ErrorDataReceived += Read;
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => address.TrySetException(new InvalidOperationException($"It ended: {string.Join('\n', server.log)}"));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return (server, address.Task);
    }
}
