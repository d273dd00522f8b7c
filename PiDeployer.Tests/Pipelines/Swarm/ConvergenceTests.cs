using System.Collections.Immutable;
using PiDeployer.Pipelines.Swarm;

namespace PiDeployer.Tests.Pipelines.Swarm;

public sealed class ConvergenceTests
{
    private const string Image = "shop:1@sha256:one";

    private static readonly StackService Web = new("web", "shop:1", Image) { Replicas = 2 };

    private static readonly StackUpdate Updating = new("updating", "12:00", "update in progress");

    [Fact]
    public void All_that_is_wanted_runs() => Of([Web], [Task("1"), Task("2")]).ShouldBe(new Convergence.Reached());

    [Fact]
    public void A_stack_without_services_is_where_it_should_be() => Of([], []).ShouldBe(new Convergence.Reached());

    [Theory]
    [InlineData("running", "running", "old", "web: 1 of 2 running (task 2 is running on pi)")]
    [InlineData("running", "preparing", Image, "web: 1 of 2 running (task 2 is preparing on pi)")]
    [InlineData("shutdown", "running", Image, "web: 1 of 2 running")]
    [InlineData("ready", "ready", Image, "web: 1 of 2 running (task 2 is ready on pi)")]
    public void What_is_missing_is_awaited_by_its_name(string wanted, string state, string image, string what)
    {
        if (image == "old")
            what = "web: 1 of 2 running";
        Of([Web], [Task("1"), Task("2", state) with { Wanted = wanted, Image = image }]).ShouldBe(new Convergence.Awaited(what, "web"));
    }

    [Fact]
    public void Why_a_task_does_not_begin_is_told_in_the_words_of_Swarm() =>
        Of([Web], [Task("1"), Task("2", "pending") with { Node = "", Error = "no suitable node" }])
            .ShouldBe(new Convergence.Awaited("web: 1 of 2 running (task 2 is pending: no suitable node)", "web"));

    [Fact]
    public void Too_many_are_as_wrong_as_too_few() =>
        Of([Web with { Replicas = 1 }], [Task("1"), Task("2") with { Image = "old" }]).ShouldBeOfType<Convergence.Awaited>();

    [Fact]
    public void None_are_enough_where_none_are_wanted() => Of([Web with { Replicas = 0 }], [Task("1", "shutdown") with { Wanted = "shutdown" }]).ShouldBe(new Convergence.Reached());

    [Fact]
    public void A_global_service_wants_those_that_Swarm_wants_of_it()
    {
        var global = Web with { Mode = StackServiceMode.Global, Replicas = null };

        Of([global], [Task("node-a"), Task("node-b")]).ShouldBe(new Convergence.Reached());
        Of([global], [Task("node-a"), Task("node-b", "starting")]).ShouldBe(new Convergence.Awaited("web: 1 of 2 running (task node-b is starting on pi)", "web"));
    }

    [Theory]
    [InlineData("paused", "web: its update failed, and Swarm has paused it (paused)")]
    [InlineData("rollback_completed", "web: its update failed, and Swarm has rolled it back (rollback_completed)")]
    [InlineData("rollback_paused", "web: its update failed, and Swarm could not roll it back (rollback_paused)")]
    public void An_update_that_went_wrong_is_a_failure_although_all_runs(string state, string reason)
    {
        var now = Web with { Update = new StackUpdate(state, "12:00", "because") };

        Of([now], [Task("1"), Task("2")]).ShouldBe(new Convergence.Failed(reason, "because", "web"));
        Of([now], [Task("1"), Task("2")], failures: [Failure("a")]).ShouldBe(new Convergence.Failed(reason, "because; failed on pi: out of luck", "web"));
    }

    [Fact]
    public void One_that_ended_before_this_deployment_is_none_of_its_business()
    {
        var now = Web with { Update = new StackUpdate("rollback_completed", "12:00", "rollback completed") };

        Of([now], [Task("1"), Task("2")], before: [now]).ShouldBe(new Convergence.Reached());
        Of([now], [Task("1"), Task("2")], before: [Web]).ShouldBeOfType<Convergence.Failed>();
        Of([now], [Task("1"), Task("2")], before: [now with { Update = now.Update with { StartedAt = "11:00" } }]).ShouldBeOfType<Convergence.Failed>();
    }

    [Fact]
    public void One_that_goes_on_is_awaited_also_when_it_was_under_way_before()
    {
        var now = Web with { Update = Updating };

        Of([now], [Task("1"), Task("2")], before: [now]).ShouldBe(new Convergence.Awaited("web: being updated, all running", "web"));
        Of([now with { Update = new StackUpdate("rollback_started", "12:00", "update rolled back") }], [Task("1")])
            .ShouldBe(new Convergence.Awaited("web: being rolled back by Swarm (update rolled back), 1 of 2 running", "web"));
        Of([now with { Update = new StackUpdate("completed", "12:00", "update completed") }], [Task("1"), Task("2")]).ShouldBe(new Convergence.Reached());
    }

    [Fact]
    public void A_slot_that_fails_for_the_third_time_has_failed_and_three_slots_that_failed_once_have_not()
    {
        Of([Web], [Task("1"), Task("2")], failures: [Failure("a"), Failure("b"), Failure("c")])
            .ShouldBe(new Convergence.Failed("web does not stay up: 3 times its task 1 has failed", "failed on pi: out of luck", "web"));
        Of([Web], [Task("1"), Task("2")], failures: [Failure("a"), Failure("b")]).ShouldBe(new Convergence.Reached());
        Of([Web], [Task("1"), Task("2")], failures: [Failure("a"), Failure("b") with { Slot = "2" }, Failure("c") with { Slot = "3" }]).ShouldBe(new Convergence.Reached());
        Of([Web], [Task("1"), Task("2")], failures: [Failure("a"), Failure("b"), Failure("c") with { Service = "side" }]).ShouldBe(new Convergence.Reached());
    }

    [Fact]
    public void During_an_update_Swarm_decides_unless_it_goes_on_whatever_happens()
    {
        ImmutableArray<StackTask> failures = [Failure("a"), Failure("b"), Failure("c")];
        var now = Web with { Update = Updating };

        Of([now], [Task("1"), Task("2")], failures: failures).ShouldBeOfType<Convergence.Awaited>();
        Of([now with { OnFailedUpdate = "continue" }], [Task("1"), Task("2")], failures: failures).ShouldBeOfType<Convergence.Failed>();
    }

    [Fact]
    public void A_task_that_may_end_counts_when_it_has_ended_well()
    {
        var done = Task("1", "complete") with { Wanted = "shutdown" };
        var once = Web with { Replicas = 1, RestartsAfter = "none" };

        Of([once], [done]).ShouldBe(new Convergence.Reached());
        Of([once with { RestartsAfter = "any" }], [done]).ShouldBeOfType<Convergence.Awaited>();
        Of([once], [done with { Image = "old" }]).ShouldBeOfType<Convergence.Awaited>();
        Of([once], [done with { State = "failed" }], failures: [Failure("a")])
            .ShouldBe(new Convergence.Failed("web does not stay up: once its task 1 has failed", "failed on pi: out of luck", "web"));
    }

    [Theory]
    [InlineData(0, 0, null)]
    [InlineData(0, 2, "web: 0 of 2 done")]
    [InlineData(1, 3, "web: 1 of 3 done")]
    [InlineData(3, 3, null)]
    public void A_job_counts_when_all_of_it_is_done(int done, int all, string? awaited)
    {
        var found = Of([Web with { Mode = StackServiceMode.ReplicatedJob, Replicas = null, Completed = (done, all) }], []);

        found.ShouldBe(awaited is null ? new Convergence.Reached() : new Convergence.Awaited(awaited, "web"));
    }

    [Fact]
    public void A_job_is_awaited_as_long_as_nobody_says_how_much_of_it_is_done() =>
        Of([Web with { Mode = StackServiceMode.GlobalJob, Replicas = null }], []).ShouldBe(new Convergence.Awaited("web: Docker does not say how much of it is done", "web"));

    [Fact]
    public void A_global_service_that_Swarm_has_given_up_on_is_not_where_it_should_be()
    {
        var global = Web with { Mode = StackServiceMode.Global, Replicas = null };
        var failed = Task("node-b", "failed") with { Wanted = "shutdown" };

        Of([global], [failed]).ShouldBe(new Convergence.Awaited("web: 0 of 1 running", "web"));
        Of([global], [Task("node-a"), failed]).ShouldBe(new Convergence.Awaited("web: 1 of 2 running", "web"));
        Of([global], [Task("node-a"), Task("node-b"), failed]).ShouldBe(new Convergence.Reached(), "its newest runs");
        Of([global], [Task("node-a"), failed with { Image = "old" }]).ShouldBe(new Convergence.Reached(), "the node may be gone since");
        Of([global with { RestartsAfter = "on-failure" }], [Task("node-a", "complete") with { Wanted = "shutdown" }, failed]).ShouldBe(new Convergence.Awaited("web: 0 of 2 running", "web"));
    }

    [Fact]
    public void What_failed_while_Swarm_judged_an_update_is_not_counted_afterwards_and_what_failed_since_is()
    {
        var done = Web with { Update = new StackUpdate("completed", "12:00", "update completed") };
        StackTask[] judged = [Failure("a") with { WasJudged = true }, Failure("b") with { WasJudged = true }, Failure("c") with { WasJudged = true }];

        Of([done], [Task("1"), Task("2")], failures: [.. judged]).ShouldBe(new Convergence.Reached());
        Of([done with { RestartsAfter = "none" }], [Task("1"), Task("2")], failures: [.. judged]).ShouldBe(new Convergence.Reached());
        Of([done], [Task("1"), Task("2")], failures: [.. judged, Failure("d"), Failure("e"), Failure("f")]).ShouldBeOfType<Convergence.Failed>();
        Of([done with { Update = done.Update with { State = "paused" } }], [Task("1"), Task("2")], failures: [.. judged])
            .ShouldBeOfType<Convergence.Failed>().Complaint.ShouldBe("update completed; failed on pi: out of luck");
    }

    [Fact]
    public void Of_several_services_a_failure_wins_and_all_that_wait_are_named()
    {
        var (side, bad) = (Web with { Name = "side" }, Web with { Name = "bad", Update = new StackUpdate("paused", "12:00", "why") });

        Of([Web, side], []).ShouldBe(new Convergence.Awaited("web: 0 of 2 running; side: 0 of 2 running", "web"));
        Of([Web, bad], []).ShouldBeOfType<Convergence.Failed>().Service.ShouldBe("bad");
    }

    private static Convergence Of(
        ImmutableArray<StackService> now, ImmutableArray<StackTask> tasks, ImmutableArray<StackService> before = default, ImmutableArray<StackTask> failures = default) =>
        Convergence.Of(new StackState(now, tasks), new StackState(before.IsDefault ? [] : before, []), failures.IsDefault ? [] : failures);

    private static StackTask Task(string slot, string state = "running") => new(slot, "web", slot, Image, "pi", "running", state, "");

    private static StackTask Failure(string id) => new(id, "web", "1", Image, "pi", "shutdown", "failed", "out of luck");
}
