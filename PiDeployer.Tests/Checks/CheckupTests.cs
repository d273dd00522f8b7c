using PiDeployer.Checks;
using PiDeployer.Processes;
using PiDeployer.Values;

namespace PiDeployer.Tests.Checks;

public sealed class CheckupTests
{
    private static readonly CheckLimits Short = new(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(20), 8);

    [Fact(Timeout = 180_000)]
    public async Task What_was_found_stands_in_the_order_of_the_checks()
    {
        var slow = new Check("slow", "whether it is", async (found, token) =>
        {
            await Task.Delay(50, token);
            found.Ok("slow", null);
        });

        var reports = await RunAsync(CheckLimits.Usual, new CheckGroup("one", [slow, Check.Quick("fast", "whether it is", found => found.Error("fast", "here", "so"))]), new CheckGroup("two", []));

        reports.Select(report => report.Title).ShouldBe(["one", "two"]);
        reports[0].Findings.ShouldBe([new Finding("slow", Severity.Ok, "slow", null, null), new Finding("fast", Severity.Error, "fast", "here", "so")]);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_check_that_takes_too_long_is_stopped_and_keeps_what_it_had()
    {
        var check = new Check("long", "whether it is", async (found, token) =>
        {
            found.Ok("before", null);
            await Task.Delay(Timeout.Infinite, token);
            found.Ok("after", null);
        });

        (await RunAsync(Short, new CheckGroup("one", [check])))[0].Findings.Select(finding => finding.What).ShouldBe(["before", "It could not be found out within 2 s whether it is"]);
    }

    [Fact(Timeout = 180_000)]
    public async Task What_hung_where_and_how_to_mend_it_is_said_and_it_is_an_error_where_a_deployment_would_hang_too()
    {
        var remote = new Check("remote", "whether the remote answers", (_, token) => Task.Delay(Timeout.Infinite, token)) { Where = "/srv/shop", Mend = "git ls-remote" };

        (await RunAsync(Short, new CheckGroup("one", [remote, remote with { IsVital = true }])))[0].Findings.ShouldBe(
        [
            new Finding("remote", Severity.Warning, "It could not be found out within 2 s whether the remote answers", "/srv/shop", "git ls-remote"),
            new Finding("remote", Severity.Error, "It could not be found out within 2 s whether the remote answers", "/srv/shop", "git ls-remote"),
        ]);
    }

    [Fact(Timeout = 180_000)]
    public async Task One_that_cannot_be_stopped_is_left_behind_and_what_it_says_later_is_lost()
    {
        using var goOn = new ManualResetEventSlim();
        Findings? late = null;
        var stuck = Check.Quick("stuck", "whether it is", found =>
        {
            late = found;
            goOn.Wait(TimeSpan.FromSeconds(20));
        });

        var reports = await RunAsync(Short, new CheckGroup("one", [stuck, Check.Quick("other", "whether it is", found => found.Ok("other", null))]));
        late.ShouldNotBeNull().Ok("late", null);
        goOn.Set();

        reports[0].Findings.Select(finding => finding.What).ShouldBe(["It could not be found out within 2 s whether it is", "other"]);
        late.Close().ShouldHaveSingleItem().Severity.ShouldBe(Severity.Warning);
    }

    [Fact(Timeout = 180_000)]
    public async Task When_the_time_for_all_is_up_the_rest_is_not_begun()
    {
        var waits = new Check("waits", "whether it is", (_, token) => Task.Delay(Timeout.Infinite, token));
        var limits = new CheckLimits(TimeSpan.FromSeconds(20), TimeSpan.FromMilliseconds(200), 1);

        (await RunAsync(limits, new CheckGroup("one", [waits, waits])))[0].Findings.Select(finding => finding.What).ShouldBe(["There was no time left to find out whether it is", "There was no time left to find out whether it is"]);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_file_that_makes_trouble_is_a_finding()
    {
        var check = Check.Quick("file", "whether it is", _ => throw new IOException("the disk is on fire."));

        (await RunAsync(CheckLimits.Usual, new CheckGroup("one", [check])))[0].Findings.ShouldHaveSingleItem().What.ShouldBe("It could not be found out whether it is: the disk is on fire");
    }

    [Fact(Timeout = 180_000)]
    public async Task So_is_a_mistake_of_ours_and_the_others_are_heard()
    {
        var reports = await RunAsync(CheckLimits.Usual, new CheckGroup("one", [Check.Quick("wrong", "whether it is", _ => throw new InvalidOperationException("no such thing.")), Check.Quick("other", "whether it is", found => found.Ok("other", null))]));

        reports[0].Findings.Select(finding => finding.What).ShouldBe(["It could not be found out whether it is, which is a mistake in this program: InvalidOperationException: no such thing", "other"]);
    }

    [Fact]
    public void No_secret_is_in_a_finding_neither_a_known_one_nor_one_that_the_check_came_upon()
    {
        var found = new Findings("check", new Redaction(Secret.TryCreate("known-one", out var known) ? [known] : []));
        found.Hide("came-upon");

        found.Error("known-one", "http://ann:pw@host/came-upon", "known-one came-upon, and more");

        found.Close().ShouldHaveSingleItem().ShouldBe(new Finding("check", Severity.Error, "***", "http://***@host/***", "*** ***, and more"));
    }

    private static Task<IReadOnlyList<GroupReport>> RunAsync(CheckLimits limits, params CheckGroup[] groups) =>
        new Checkup(limits, Redaction.None, TimeProvider.System).RunAsync(groups, TestContext.Current.CancellationToken);
}
