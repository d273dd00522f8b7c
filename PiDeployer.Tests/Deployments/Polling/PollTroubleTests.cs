using System.Diagnostics;
using PiDeployer.Deployments.Polling;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Deployments.Polling;

/// <summary>Real git, over a real server that does not do what it should. The interval of 10 s takes 0.1 s here.</summary>
public sealed class PollTroubleTests : IAsyncDisposable
{
    private readonly int port = LoopbackPorts.Next();
    private readonly PollRig rig = new();
    private readonly ListLogger<Polls> log = new();
    private Polls? polls;

    public PollTroubleTests() => rig.Git.InCheckout("remote", "set-url", "origin", $"http://127.0.0.1:{port}/{Path.GetFileName(rig.Git.Remote)}");

    public async ValueTask DisposeAsync()
    {
        await (polls?.StopAsync() ?? Task.CompletedTask);
        polls?.Dispose();
        rig.Dispose();
    }

    [Fact(Timeout = 180_000)]
    public async Task A_server_that_does_not_answer_is_let_go_of_and_has_one_question_at_a_time()
    {
        await using var server = await ServeAsync();
        server.Hangs = true;
        await StartAsync(TimeSpan.FromSeconds(1));
        await Eventually.TrueAsync(() => server.Requests >= 2 && server.Waiting <= 1, "another question to a server that answers none, and the end of the one before");
        rig.Found.ShouldBeEmpty();
        log.Lines.ShouldContain(line => line.Contains("the remote has not answered within 1 s", StringComparison.Ordinal));

        server.Hangs = false;
        await DeployedAsync();
    }

    [Fact(Timeout = 180_000)]
    public async Task A_server_that_refuses_is_not_asked_all_the_time()
    {
        await using var server = await ServeAsync();
        server.Refuses = true;
        var asking = Stopwatch.StartNew();
        await StartAsync();
        await Eventually.TrueAsync(() => server.Requests >= 4, "the fourth question");
        asking.Elapsed.ShouldBeGreaterThan(PollRig.FourQuestions);
        log.Lines.Count.ShouldBe(1, "It is told once.");

        server.Refuses = false;
        await DeployedAsync();
        await Eventually.TrueAsync(() => log.Lines.Any(line => line.Contains("works again", StringComparison.Ordinal)), "the end of the trouble");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_server_that_disappears_is_found_again()
    {
        await using (await ServeAsync())
        {
            await StartAsync();
            await DeployedAsync();
            await rig.EndAllAsync();
        }

        await Eventually.TrueAsync(() => log.Lines.Count > 0, "the first question without an answer");
        await using var server = await ServeAsync();
        await DeployedAsync();
    }

    private Task<GitServer> ServeAsync() => GitServer.StartAsync(Path.GetDirectoryName(rig.Git.Remote) ?? "/", port);

    /// <param name="limit">For one answer.</param>
    private async Task StartAsync(TimeSpan? limit = null)
    {
        polls = new Polls(rig.Rig.Live, rig.PollWithin(limit ?? Eventually.Patience), Random.Shared.NextDouble, new FastClock(), log);
        await rig.Rig.RecoverAsync();
        polls.Start();
    }

    /// <summary>A push that nobody tells of is deployed, and once.</summary>
    private async Task DeployedAsync()
    {
        var before = rig.Found.Count;
        var commit = rig.Git.Push("a.txt", $"{before}", "another");
        await Eventually.TrueAsync(() => rig.Found.Count > before, "the deployment of a push that nobody told of");
        rig.Found[^1].ShouldEndWith(commit);
        rig.Found.Count.ShouldBe(before + 1);
    }
}
