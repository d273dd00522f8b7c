using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using PiDeployer.Http;
using PiDeployer.Logs;
using PiDeployer.Values;

namespace PiDeployer.Tests.Infra;

/// <summary>The log of one deployment, <see cref="Id"/> of <see cref="Project"/>, over real HTTP: <c>/log</c> and <c>/events</c>.</summary>
internal sealed class LogServer : IAsyncDisposable
{
    public const string Result = """{"result":"succeeded"}""";

    private readonly TempDirectory folder = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly WebServer web = new(IPAddress.Loopback, port: 0, NullLoggerFactory.Instance);
    private readonly RequestDelegate answer;

    private LogServer(LogLimits limits, TimeProvider clock)
    {
        Logs = new DeploymentLogs(folder.Path, limits);
        var answers = new DeploymentLogAnswers(Logs, clock, stopping.Token);
        answer = http => (http.Request.Path == "/log" ? answers.Text(Project, Id) : answers.Events(http.Request, Project, Id, () => ResultJson)).ExecuteAsync(http);
    }

    public ProjectName Project { get; } = Some.Name("shop");

    public DeploymentId Id { get; } = DeploymentId.New(TimeProvider.System);

    public DeploymentLogs Logs { get; }

    /// <summary>Where the logs are.</summary>
    public string Folder => folder.Path;

    public HttpClient Http { get; } = new();

    public string? ResultJson { get; set; } = Result;

    public static Task<LogServer> StartAsync() => StartAsync(LogLimits.Default, TimeProvider.System);

    public static async Task<LogServer> StartAsync(LogLimits limits, TimeProvider clock)
    {
        var server = new LogServer(limits, clock);
        await server.web.StartAsync(server.answer, CancellationToken.None);
        server.Http.BaseAddress = new Uri(server.web.Address);
        return server;
    }

    public DeploymentLog Begin() => Logs.Begin(Project, Id, keep: 10, e => throw new InvalidOperationException("The log cannot be written.", e));

    /// <summary>Writes a whole deployment's log, and ends it.</summary>
    public void Write(params string[] lines)
    {
        using (var log = Begin())
        {
            foreach (var line in lines)
                log.Write(line, endOfLine: true);
        }

        Logs.End(Id);
    }

    public Task<EventReader> FollowAsync(string? lastId = null) => EventReader.OpenAsync(Http, "/events", lastId);

    public async Task<List<ServerSentEvent>> EventsAsync(string? lastId = null)
    {
        using var events = await FollowAsync(lastId);
        return await events.ToEndAsync();
    }

    public Task StopStreamsAsync() => stopping.CancelAsync();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await stopping.CancelAsync();
        await web.StopAsync(new CancellationToken(canceled: true));
        web.Dispose();
        stopping.Dispose();
        folder.Dispose();
    }
}
