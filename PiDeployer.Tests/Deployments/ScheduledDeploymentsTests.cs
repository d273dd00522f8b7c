using PiDeployer.Deployments;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Deployments;

public sealed class ScheduledDeploymentsTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private readonly SettableClock clock = new(Noon);
    private readonly ListLogger<ScheduledDeployments> log = new();
    private readonly CoordinatorRig rig = new(Yaml("'30 12 * * *'"));
    private readonly ScheduledDeployments schedules;

    public ScheduledDeploymentsTests() => schedules = new ScheduledDeployments(rig.Live, rig.Coordinator, clock, log);

    public void Dispose() => rig.Dispose();

    [Fact(Timeout = 180_000)]
    public async Task A_project_is_deployed_when_its_time_has_come_and_once()
    {
        await rig.RecoverAsync();
        await LookAsync(Noon);
        await LookAsync(Noon.AddMinutes(30).AddTicks(-1));
        Accepted().ShouldBeEmpty();

        await LookAsync(Noon.AddMinutes(30));
        await LookAsync(Noon.AddMinutes(30));
        await LookAsync(Noon.AddMinutes(31));

        Accepted().ShouldBe(["blog schedule"]);
    }

    [Fact(Timeout = 180_000)]
    public async Task It_looks_again_when_the_next_one_is_due_and_at_least_every_thirty_seconds()
    {
        await rig.RecoverAsync();
        (await LookAsync(Noon)).ShouldBe(TimeSpan.FromSeconds(30));
        (await LookAsync(Noon.AddSeconds(1794))).ShouldBe(TimeSpan.FromSeconds(6));
    }

    [Fact(Timeout = 180_000)]
    public async Task What_was_missed_before_the_start_is_not_made_up_for()
    {
        await rig.RecoverAsync();
        await LookAsync(Noon.AddMinutes(31));
        await LookAsync(Noon.AddMinutes(32));

        Accepted().ShouldBeEmpty();
    }

    [Fact(Timeout = 180_000)]
    public async Task A_clock_that_is_set_forward_a_little_leaves_nothing_out()
    {
        await rig.RecoverAsync();
        await LookAsync(Noon);
        await LookAsync(Noon.AddHours(2));

        Accepted().ShouldBe(["blog schedule"]);
        log.Lines.ShouldContain(line => line.Contains("that is made up for now", StringComparison.Ordinal));
    }

    [Fact(Timeout = 180_000)]
    public async Task One_that_was_wrong_by_years_begins_nothing_and_says_so()
    {
        await rig.RecoverAsync();
        await LookAsync(Noon.AddYears(-40));
        await LookAsync(Noon);
        Accepted().ShouldBeEmpty();
        log.Lines.ShouldContain(line => line.Contains("too long ago to make up for", StringComparison.Ordinal));

        await LookAsync(Noon.AddMinutes(30));
        Accepted().ShouldBe(["blog schedule"]);
    }

    [Fact(Timeout = 180_000)]
    public async Task One_that_is_set_back_a_little_does_nothing_twice()
    {
        await rig.RecoverAsync();
        await LookAsync(Noon);
        await LookAsync(Noon.AddMinutes(31));
        await LookAsync(Noon.AddMinutes(15));
        await LookAsync(Noon.AddMinutes(31));

        Accepted().ShouldBe(["blog schedule"]);
    }

    [Fact(Timeout = 180_000)]
    public async Task One_that_is_set_back_by_years_does_not_wait_for_years()
    {
        await rig.RecoverAsync();
        await LookAsync(Noon.AddYears(4));
        await LookAsync(Noon);
        await LookAsync(Noon.AddMinutes(30));

        Accepted().ShouldBe(["blog schedule"]);
        log.Lines.ShouldContain(line => line.Contains("set back by hours", StringComparison.Ordinal));
    }

    [Fact(Timeout = 180_000)]
    public async Task Another_schedule_counts_from_the_reload_on()
    {
        await rig.RecoverAsync();
        await LookAsync(Noon);
        rig.Reload(Yaml("'15 12 * * *'"));
        await LookAsync(Noon.AddMinutes(20));
        Accepted().ShouldBeEmpty();

        rig.Reload(Yaml("'@hourly'"));
        await LookAsync(Noon.AddMinutes(21));
        rig.Reload(Yaml("'@hourly'"));
        await LookAsync(Noon.AddMinutes(60));
        Accepted().ShouldBe(["blog schedule"]);

        rig.Reload(Yaml(""));
        await LookAsync(Noon.AddMinutes(120));
        Accepted().Count.ShouldBe(1);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_project_that_is_busy_and_does_not_queue_is_left_out_this_time()
    {
        await rig.RecoverAsync();
        rig.Reload(Yaml("'30 12 * * *'", "reject"));
        await rig.HeldAsync((await rig.AcceptAsync("blog")).Id);
        await LookAsync(Noon);
        await LookAsync(Noon.AddMinutes(30));

        Accepted().ShouldBe(["blog push"]);
        log.Lines.ShouldContain(line => line.Contains("this one is left out", StringComparison.Ordinal));
    }

    [Fact(Timeout = 180_000)]
    public async Task One_that_queues_waits()
    {
        await rig.RecoverAsync();
        await rig.HeldAsync((await rig.AcceptAsync("blog")).Id);
        await LookAsync(Noon);
        await LookAsync(Noon.AddMinutes(30));

        Accepted().ShouldBe(["blog push", "blog schedule"]);
    }

    private static string Yaml(string schedule, string onBusy = "queue") =>
        $"projects: [{{ name: blog, repo: ann/blog, path: /nowhere, deploy_mode: pull-only, on_busy: {onBusy}, schedule: {schedule}, time_zone: UTC }}]\n";

    private Task<TimeSpan> LookAsync(DateTimeOffset now)
    {
        clock.Now = now;
        return schedules.RunDueAsync(TestContext.Current.CancellationToken);
    }

    private List<string> Accepted() => [.. rig.Coordinator.InFlight().Select(entry => $"{entry.Project} {entry.Trigger}")];
}
