using System.Diagnostics;
using PiDeployer.Deployments.Polling;
using PiDeployer.Projects;
using PiDeployer.Tests.Infra;
using PiDeployer.Values;

namespace PiDeployer.Tests.Deployments.Polling;

/// <summary>When news are asked for: a minute takes 0.6 s here.</summary>
public sealed class PollsTests : IAsyncDisposable
{
    private static readonly PollOutcome Answered = new PollOutcome.Answered();
    private static readonly PollOutcome Failed = new PollOutcome.Failed("git ls-remote exited with 128: no route", "git ls-remote exited with 128");

    private readonly CoordinatorRig rig = new(Yaml("10s", "10s"));
    private readonly ListLogger<Polls> log = new();
    private readonly CountingPoll poll = new();
    private readonly Polls polls;

    public PollsTests() => polls = new Polls(rig.Live, poll, () => 0.5, new FastClock(), log);

    public async ValueTask DisposeAsync()
    {
        poll.Answer = Answered;
        poll.Held.Release(1000);
        await polls.StopAsync();
        polls.Dispose();
        rig.Dispose();
    }

    [Fact(Timeout = 180_000)]
    public async Task Every_project_is_asked_for_again_and_again_and_never_twice_at_once()
    {
        poll.Held.Release(6);
        polls.Start();
        await Eventually.TrueAsync(() => poll.Count(0) + poll.Count(1) == 8, "six answers, and two more questions that have none");
        await Task.Delay(300, TestContext.Current.CancellationToken); // Long enough for three more questions each.

        (poll.Count(0) + poll.Count(1)).ShouldBe(8);
        poll.MostAtOnce.ShouldBe(1);
        polls.StandingOf(Some.Name("p0")).ShouldNotBeNull().Error.ShouldBeNull();
    }

    [Fact(Timeout = 180_000)]
    public async Task Trouble_is_told_once_asked_about_less_often_and_its_end_is_told()
    {
        rig.Reload(Yaml("10s", null));
        poll.Answer = Failed;
        poll.Held.Release(1000);
        var asking = Stopwatch.StartNew();
        polls.Start();
        await Eventually.TrueAsync(() => poll.Count(0) >= 4, "the fourth question");

        asking.Elapsed.ShouldBeGreaterThan(PollRig.FourQuestions);
        log.Lines.ShouldHaveSingleItem().ShouldContain("Polling for p0 had no answer: git ls-remote exited with 128: no route");
        polls.StandingOf(Some.Name("p0")).ShouldBe(new PollStanding(null, "git ls-remote exited with 128"));

        poll.Answer = Answered;
        await Eventually.TrueAsync(() => log.Lines.Count == 2, "the end of the trouble");
        log.Lines.ShouldContain(line => line.Contains("Polling for p0 works again", StringComparison.Ordinal));
        polls.StandingOf(Some.Name("p0")).ShouldNotBeNull().Error.ShouldBeNull();
    }

    [Fact(Timeout = 180_000)]
    public async Task An_error_of_our_own_ends_nothing()
    {
        poll.Answer = null;
        poll.Held.Release(1000);
        polls.Start();
        await Eventually.TrueAsync(() => poll.Count(0) >= 2, "another question after the error");

        log.Lines.ShouldContain(line => line.StartsWith("Error: Polling for p0 met an error.", StringComparison.Ordinal));
    }

    [Fact(Timeout = 180_000)]
    public async Task A_reload_begins_and_ends_it()
    {
        rig.Reload(Yaml(null, null));
        poll.Held.Release(1000);
        polls.Start();
        rig.Reload(Yaml("10s", null));
        await Eventually.TrueAsync(() => poll.Count(0) > 0, "the first question of a project that is new");
        await Eventually.TrueAsync(() => poll.Kept is ["p0"], "what was kept of the other one is forgotten");

        rig.Reload(Yaml(null, "10s"));
        await Eventually.TrueAsync(() => poll.Count(1) > 0, "the first question of the other one");
        await Eventually.TrueAsync(() => polls.StandingOf(Some.Name("p0")) is null, "the end of the one that is not asked for any more");
        var asked = poll.Count(0);
        await Task.Delay(300, TestContext.Current.CancellationToken);
        poll.Count(0).ShouldBe(asked);
    }

    private static string Yaml(params string?[] intervals) =>
        $"projects:\n{string.Concat(intervals.Select((interval, i) => $"  - {{ name: p{i}, repo: ann/p{i}, path: /nowhere, deploy_mode: pull-only, poll: {interval} }}\n"))}";

    /// <summary>Answers as often as it may.</summary>
    private sealed class CountingPoll : IPoll
    {
        private readonly int[] counts = new int[2];
        private readonly int[] now = new int[2];

        public SemaphoreSlim Held { get; } = new(0);

        /// <summary>Null for one that nobody expects.</summary>
        public PollOutcome? Answer { get; set; } = Answered;

        public int MostAtOnce { get; private set; }

        public IReadOnlyList<string> Kept { get; private set; } = [];

        public int Count(int project) => Volatile.Read(ref counts[project]);

        public TimeSpan? IntervalOf(Project project) => project.Poll;

        public async Task<PollOutcome> AskAsync(Project project, CancellationToken cancellationToken)
        {
            var i = project.Name.Value[1] - '0';
            Interlocked.Increment(ref counts[i]);
            lock (counts)
                MostAtOnce = Math.Max(MostAtOnce, ++now[i]);
            try
            {
                await Held.WaitAsync(cancellationToken);
                return Answer ?? throw new InvalidOperationException("said the test");
            }
            finally
            {
                lock (counts)
                    now[i]--;
            }
        }

        public void Forget(Func<ProjectName, bool> isAskedFor) => Kept = [.. Enumerable.Range(0, counts.Length).Select(i => $"p{i}").Where(name => isAskedFor(Some.Name(name)))];
    }
}
