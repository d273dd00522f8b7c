using PiDeployer.Deployments;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Deployments;

/// <summary>What a coordinator does when it stops, and what the next one makes of what it finds.</summary>
public sealed class CoordinatorRestartTests : IDisposable
{
    private const string Projects = """
        projects:
          - { name: shop, repo: ann/shop, path: /nowhere/shop, deploy_mode: pull-only }
          - { name: blog, repo: ann/blog, path: /nowhere/blog, deploy_mode: pull-only, resume: true }
        """;

    private static readonly TimeSpan Long = TimeSpan.FromHours(1);

    private readonly CoordinatorRig rig = new(Projects);

    private DeploymentCoordinator Coordinator => rig.Coordinator;

    public void Dispose() => rig.Dispose();

    [Fact(Timeout = 180_000)]
    public async Task Nothing_is_accepted_before_it_has_seen_what_was_left()
    {
        var early = rig.PushAsync("shop");
        early.IsCompleted.ShouldBeFalse();

        await rig.RecoverAsync();

        (await early).ShouldBeOfType<Acceptance.Accepted>();
    }

    [Fact(Timeout = 180_000)]
    public async Task What_waited_when_it_was_killed_runs_and_what_ran_is_interrupted()
    {
        await rig.RecoverAsync();
        var first = await rig.AcceptAsync("shop", "d-1");
        var waiting = await rig.AcceptAsync("shop", "d-2");

        await rig.KillAndRestartAsync();
        await (await rig.HeldAsync(waiting.Id)).EndAsync(DeploymentState.Succeeded);

        rig.HasBegun(first.Id).ShouldBeFalse();
        var record = rig.History.Find(first.Id).ShouldNotBeNull();
        record.State.ShouldBe("interrupted");
        record.StartedAt.ShouldNotBeNull();
        record.Error.ShouldNotBeNull().ShouldContain("was killed");
        States("shop").ShouldBe(["succeeded", "interrupted"]);
    }

    [Fact(Timeout = 180_000)]
    public async Task What_was_being_rolled_back_says_so()
    {
        await rig.RecoverAsync();
        var first = await rig.AcceptAsync("shop");
        (await rig.HeldAsync(first.Id)).Enter(DeploymentState.RollingBack).ShouldBeTrue();
        Coordinator.InFlight().ShouldHaveSingleItem().State.ShouldBe("rolling_back");

        await rig.KillAndRestartAsync();

        rig.History.Find(first.Id).ShouldNotBeNull().Error.ShouldNotBeNull().ShouldContain("rolled back; look at what is there now");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_project_that_resumes_begins_again_once()
    {
        await rig.RecoverAsync();
        var first = await rig.AcceptAsync("blog", "d-1");

        await rig.KillAndRestartAsync();
        var again = rig.ResumptionOf(first);
        await rig.HeldAsync(again.Id);
        again.Delivery.ShouldBe(first.Delivery);
        (again.Trigger, again.Resumes).ShouldBe((first.Trigger, first.Id));
        await rig.KillAndRestartAsync();

        Coordinator.InFlight().ShouldBeEmpty();
        States("blog").ShouldBe(["interrupted", "interrupted"]);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_newer_one_that_waits_runs_instead_of_resuming()
    {
        await rig.RecoverAsync();
        await rig.AcceptAsync("blog");
        var newer = await rig.AcceptAsync("blog");

        await rig.KillAndRestartAsync();

        Coordinator.InFlight().ShouldHaveSingleItem().Id.ShouldBe(newer.Id.Value);
        States("blog").ShouldBe(["interrupted"]);
    }

    [Fact(Timeout = 180_000)]
    public async Task The_update_of_one_service_that_waits_does_not_stand_for_all_of_it()
    {
        await rig.RecoverAsync();
        var first = await rig.AcceptAsync("blog");
        (await Coordinator.AcceptAsync(rig.Wish("blog") with { Update = Some.Update(1) }, queues: true, CancellationToken.None)).ShouldBeOfType<Acceptance.Accepted>();

        await rig.KillAndRestartAsync();

        rig.ResumptionOf(first).Update.ShouldBeNull();
        Coordinator.InFlight().Count.ShouldBe(2);
    }

    [Fact(Timeout = 180_000)]
    public async Task Stacks_that_it_found_are_in_line_before_it_ends()
    {
        await rig.RecoverAsync();
        var parent = await rig.AcceptAsync("shop");
        var next = rig.Wish("blog") with { Trigger = DeploymentTrigger.Stacks, Parent = parent.Id, MayStart = true };

        await (await rig.HeldAsync(parent.Id)).EndAsync(DeploymentState.Succeeded, next);

        rig.History.Find(parent.Id).ShouldNotBeNull().Stacks.ShouldBe([new StackEntry("blog", next.Id.Value)]);
        (await rig.HeldAsync(next.Id)).Active.Deployment.ShouldBe(next);
    }

    [Fact(Timeout = 180_000)]
    public async Task Stacks_that_it_found_are_deployed_also_when_the_kill_came_before_its_own_end()
    {
        await rig.RecoverAsync();
        var parent = await rig.AcceptAsync("shop");
        var file = Path.Combine(rig.StateFolder, "running", $"{parent.Id}.json");
        var content = await File.ReadAllBytesAsync(file);
        var blocking = await rig.AcceptAsync("blog");
        var next = rig.Wish("blog") with { Trigger = DeploymentTrigger.Stacks, Parent = parent.Id, MayStart = true };
        await (await rig.HeldAsync(parent.Id)).EndAsync(DeploymentState.Succeeded, next);
        await File.WriteAllBytesAsync(file, content);
        File.Delete(Path.Combine(rig.StateFolder, "history", "shop.jsonl"));

        await rig.KillAndRestartAsync();

        States("shop").ShouldBe(["interrupted"]);
        States("blog").ShouldBe(["interrupted"]);
        rig.History.Find(blocking.Id).ShouldNotBeNull();
        (await rig.HeldAsync(next.Id)).Active.Deployment.ShouldBe(next);
    }

    [Fact(Timeout = 180_000)]
    public async Task What_was_handed_over_is_finished_under_the_same_id()
    {
        await rig.RecoverAsync();
        var first = await rig.AcceptAsync("shop");
        var before = await rig.HeldAsync(first.Id);
        before.HandedOver.ShouldBeNull();
        before.Enter(DeploymentState.Restarting).ShouldBeTrue();

        await rig.KillAndRestartAsync();
        var after = await rig.HeldAsync(first.Id);
        after.HandedOver.ShouldNotBeNull().StartedAt.ShouldBe(before.Active.StartedAt);
        await after.EndAsync(DeploymentState.Succeeded);

        States("shop").ShouldBe(["succeeded"]);
        rig.Told.ShouldHaveSingleItem().ShouldBeOfType<DeploymentEvent.Finished>();
    }

    [Fact(Timeout = 180_000)]
    public async Task Of_two_that_were_handed_over_and_share_a_folder_now_one_is_finished()
    {
        await rig.RecoverAsync();
        foreach (var project in new[] { "shop", "blog" })
            (await rig.HeldAsync((await rig.AcceptAsync(project)).Id)).Enter(DeploymentState.Restarting).ShouldBeTrue();
        rig.Reload(Projects.Replace("/nowhere/blog", "/nowhere/shop", StringComparison.Ordinal));

        await rig.KillAndRestartAsync();

        Coordinator.InFlight().ShouldContain(entry => entry.Project == "shop" && entry.State == "restarting");
        Coordinator.InFlight().ShouldNotContain(entry => entry.Project == "blog" && entry.State == "running");
        States("blog").ShouldBe(["interrupted"]);
    }

    [Fact(Timeout = 180_000)]
    public async Task What_was_recorded_but_still_lay_in_flight_is_not_recorded_again()
    {
        await rig.RecoverAsync();
        var first = await rig.AcceptAsync("shop");
        var file = Path.Combine(rig.StateFolder, "running", $"{first.Id}.json");
        var content = await File.ReadAllBytesAsync(file);
        await (await rig.HeldAsync(first.Id)).EndAsync(DeploymentState.Succeeded);
        await File.WriteAllBytesAsync(file, content);

        await rig.KillAndRestartAsync();

        States("shop").ShouldBe(["succeeded"]);
        File.Exists(file).ShouldBeFalse();
    }

    [Fact(Timeout = 180_000)]
    public async Task What_was_about_to_be_written_is_cleared_away()
    {
        var unfinished = Path.Combine(rig.StateFolder, "waiting", $"{rig.Wish("shop").Id}.json.tmp");
        Directory.CreateDirectory(Path.Combine(rig.StateFolder, "waiting"));
        await File.WriteAllTextAsync(unfinished, "{ \"id\":");

        await rig.RecoverAsync();

        File.Exists(unfinished).ShouldBeFalse();
        Coordinator.InFlight().ShouldBeEmpty();
    }

    [Fact(Timeout = 180_000)]
    public async Task Stopping_waits_for_what_runs_and_leaves_the_rest_to_the_next()
    {
        await rig.RecoverAsync();
        var first = await rig.AcceptAsync("shop");
        var waiting = await rig.AcceptAsync("shop");

        var stopping = Coordinator.StopAsync(Long, CancellationToken.None);
        (await rig.PushAsync("blog")).ShouldBeOfType<Acceptance.Stopping>();
        stopping.IsCompleted.ShouldBeFalse();
        await (await rig.HeldAsync(first.Id)).EndAsync(DeploymentState.Succeeded);
        await stopping;

        rig.HasBegun(waiting.Id).ShouldBeFalse();
        await rig.KillAndRestartAsync();
        await rig.HeldAsync(waiting.Id);
    }

    [Fact(Timeout = 180_000)]
    public async Task Stopping_in_a_hurry_interrupts_what_has_not_ended_by_then()
    {
        await rig.RecoverAsync();
        var quick = await rig.AcceptAsync("shop");
        var slow = await rig.AcceptAsync("blog");
        await rig.HeldAsync(slow.Id);
        using var hurry = new CancellationTokenSource();

        var stopping = Coordinator.StopAsync(Long, hurry.Token);
        await (await rig.HeldAsync(quick.Id)).EndAsync(DeploymentState.Succeeded);
        await hurry.CancelAsync();
        await stopping;

        States("shop").ShouldBe(["succeeded"]);
        States("blog").ShouldBe(["interrupted"]);
        Coordinator.InFlight().ShouldHaveSingleItem().Resumes.ShouldBe(slow.Id.Value);
    }

    private IEnumerable<string> States(string project) => rig.History.Of(Some.Name(project)).Select(entry => entry.State);
}
