using PiDeployer.Deployments;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Deployments;

public sealed class DeploymentCoordinatorTests : IDisposable
{
    private readonly CoordinatorRig rig = new("""
        projects:
          - { name: shop, repo: ann/shop, path: /nowhere/shop, deploy_mode: pull-only }
          - { name: blog, repo: ann/blog, path: /nowhere/blog, deploy_mode: pull-only, resume: true }
        """);

    private DeploymentCoordinator Coordinator => rig.Coordinator;

    public void Dispose() => rig.Dispose();

    [Fact(Timeout = 180_000)]
    public async Task What_is_accepted_runs_and_its_ending_is_in_the_history()
    {
        await rig.RecoverAsync();

        var shop = await rig.AcceptAsync("shop");
        await (await rig.HeldAsync(shop.Id)).EndAsync(DeploymentState.Succeeded);

        States("shop").ShouldBe(["succeeded"]);
        Coordinator.InFlight().ShouldBeEmpty();
        Coordinator.IsDeploying(shop.Project).ShouldBeFalse();
        rig.Told.Select(told => told.GetType().Name).ShouldBe(["Started", "Finished"]);
    }

    [Fact(Timeout = 180_000)]
    public async Task Who_does_not_queue_is_refused_while_one_runs()
    {
        await rig.RecoverAsync();
        var first = await rig.AcceptAsync("shop");

        (await rig.PushAsync("shop", queues: false)).ShouldBeOfType<Acceptance.Busy>();
        (await rig.PushAsync("blog", queues: false)).ShouldBeOfType<Acceptance.Accepted>();
        await (await rig.HeldAsync(first.Id)).EndAsync(DeploymentState.Failed);
        (await rig.PushAsync("shop", queues: false)).ShouldBeOfType<Acceptance.Accepted>();
    }

    [Fact(Timeout = 180_000)]
    public async Task Of_those_that_wait_the_newest_runs_and_the_others_say_which_that_is()
    {
        await rig.RecoverAsync();
        var first = await rig.AcceptAsync("shop");
        var second = await rig.AcceptAsync("shop");
        var third = await rig.AcceptAsync("shop");

        await (await rig.HeldAsync(first.Id)).EndAsync(DeploymentState.Succeeded);
        await (await rig.HeldAsync(third.Id)).EndAsync(DeploymentState.Succeeded);

        rig.HasBegun(second.Id).ShouldBeFalse();
        rig.History.Find(second.Id).ShouldNotBeNull().Error.ShouldBe($"a newer one took its place before its turn came: {third.Id}");
        States("shop").ShouldBe(["succeeded", "succeeded", "cancelled"]);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_delivery_is_deployed_once()
    {
        await rig.RecoverAsync();
        var first = await rig.AcceptAsync("shop", "d-1");

        (await rig.PushAsync("shop", "d-1")).ShouldBe(new Acceptance.Duplicate(first.Id));
        await (await rig.HeldAsync(first.Id)).EndAsync(DeploymentState.Succeeded);
        (await rig.PushAsync("shop", "d-1")).ShouldBe(new Acceptance.Duplicate(first.Id));
        await rig.KillAndRestartAsync();
        (await rig.PushAsync("shop", "d-1")).ShouldBe(new Acceptance.Duplicate(first.Id));

        (await rig.PushAsync("shop", "d-2")).ShouldBeOfType<Acceptance.Accepted>();
        (await rig.PushAsync("blog", "d-1")).ShouldBeOfType<Acceptance.Accepted>();
    }

    [Fact(Timeout = 180_000)]
    public async Task A_delivery_that_did_not_end_well_is_deployed_again()
    {
        await rig.RecoverAsync();
        var first = await rig.AcceptAsync("shop", "d-1");
        await (await rig.HeldAsync(first.Id)).EndAsync(DeploymentState.Failed);

        var second = await rig.AcceptAsync("shop", "d-1");

        (await rig.PushAsync("shop", "d-1")).ShouldBe(new Acceptance.Duplicate(second.Id));
    }

    [Fact(Timeout = 180_000)]
    public async Task What_cannot_be_written_down_is_not_accepted()
    {
        await rig.RecoverAsync();
        Directory.Delete(Path.Combine(rig.StateFolder, "waiting"));

        (await rig.PushAsync("shop")).ShouldBeOfType<Acceptance.NotRecorded>();

        Coordinator.InFlight().ShouldBeEmpty();
        Directory.CreateDirectory(Path.Combine(rig.StateFolder, "waiting"));
        await rig.AcceptAsync("shop");
    }

    [Fact(Timeout = 180_000)]
    public async Task One_delivery_may_be_for_two_services_but_for_each_only_once()
    {
        await rig.RecoverAsync();
        var whole = await rig.AcceptAsync("shop", "d-1");
        var web = (await CallAsync(1)).ShouldBeOfType<Acceptance.Accepted>().Deployment;
        var db = (await CallAsync(2)).ShouldBeOfType<Acceptance.Accepted>().Deployment;

        (await CallAsync(1)).ShouldBe(new Acceptance.Duplicate(web.Id));
        foreach (var deployment in new[] { whole, web, db })
            await (await rig.HeldAsync(deployment.Id)).EndAsync(DeploymentState.Succeeded);
        (await CallAsync(0)).ShouldBe(new Acceptance.Duplicate(whole.Id));
        (await CallAsync(1)).ShouldBe(new Acceptance.Duplicate(web.Id));
        (await CallAsync(2)).ShouldBe(new Acceptance.Duplicate(db.Id));
        States("shop").ShouldBe(["succeeded", "succeeded", "succeeded"]);

        Task<Acceptance> CallAsync(int service) => Coordinator.AcceptAsync(rig.Wish("shop", "d-1") with { Update = Some.Update(service) }, queues: true, CancellationToken.None);
    }

    [Fact(Timeout = 180_000)]
    public async Task Stacks_that_cannot_be_put_in_line_are_named_by_a_deployment_that_has_failed()
    {
        await rig.RecoverAsync();
        var folder = await rig.AcceptAsync("shop");
        var held = await rig.HeldAsync(folder.Id);
        Directory.Delete(Path.Combine(rig.StateFolder, "waiting"));

        await held.EndAsync(DeploymentState.Succeeded, rig.Wish("blog"));

        var record = rig.History.Find(folder.Id).ShouldNotBeNull();
        record.Success.ShouldBe(false);
        record.State.ShouldBe("failed");
        record.Error.ShouldNotBeNull().ShouldEndWith("so they wait for the next one of their folder: blog");
        record.Stacks.ShouldBeNull();
        Coordinator.InFlight().ShouldBeEmpty();
        rig.Told.OfType<DeploymentEvent.Finished>().ShouldHaveSingleItem().Result.Error.ShouldBe(record.Error);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_waiting_one_that_is_cancelled_never_begins()
    {
        await rig.RecoverAsync();
        var first = await rig.AcceptAsync("shop");
        var waiting = await rig.AcceptAsync("shop");

        (await Coordinator.CancelAsync(waiting.Id, CancellationToken.None)).ShouldBe(DeploymentState.Waiting);
        await (await rig.HeldAsync(first.Id)).EndAsync(DeploymentState.Succeeded);
        await rig.KillAndRestartAsync();

        Coordinator.InFlight().ShouldBeEmpty();
        rig.HasBegun(waiting.Id).ShouldBeFalse();
        States("shop").ShouldBe(["succeeded", "cancelled"]);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_running_one_that_is_cancelled_is_stopped_and_keeps_its_slot_until_it_has_ended()
    {
        await rig.RecoverAsync();
        var first = await rig.AcceptAsync("shop");
        var running = await rig.HeldAsync(first.Id);

        (await Coordinator.CancelAsync(first.Id, CancellationToken.None)).ShouldBe(DeploymentState.Running);

        running.Active.Stop.IsCancellationRequested.ShouldBeTrue();
        running.Active.StoppedAs.ShouldBe(DeploymentState.Cancelled);
        Coordinator.IsDeploying(first.Project).ShouldBeTrue();
        await running.EndAsync(DeploymentState.Cancelled);
        (await Coordinator.CancelAsync(first.Id, CancellationToken.None)).ShouldBeNull();
        States("shop").ShouldBe(["cancelled"]);
    }

    [Fact(Timeout = 180_000)]
    public async Task What_was_cancelled_and_then_killed_is_cancelled_and_does_not_begin_again()
    {
        await rig.RecoverAsync();
        var first = await rig.AcceptAsync("blog"); // It would be resumed.
        await rig.HeldAsync(first.Id);

        await Coordinator.CancelAsync(first.Id, CancellationToken.None);
        Coordinator.InFlight().ShouldHaveSingleItem().State.ShouldBe("cancelling");
        await rig.KillAndRestartAsync();

        Coordinator.InFlight().ShouldBeEmpty();
        States("blog").ShouldBe(["cancelled"]);
    }

    [Fact(Timeout = 180_000)]
    public async Task Whatever_goes_wrong_in_it_the_slot_is_free_afterwards()
    {
        await rig.RecoverAsync();
        var first = await rig.AcceptAsync("shop");

        await (await rig.HeldAsync(first.Id)).BreakAsync(new InvalidOperationException("a bug"));

        Coordinator.IsDeploying(first.Project).ShouldBeFalse();
        rig.History.Latest(first.Project).ShouldNotBeNull().Error.ShouldBe("an error in pi-deployer itself: a bug");
        var second = await rig.AcceptAsync("shop");
        await (await rig.HeldAsync(second.Id)).EndAsync(DeploymentState.Succeeded);
        States("shop").ShouldBe(["succeeded", "failed"]);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_history_that_cannot_be_written_makes_no_other_project_look_interrupted()
    {
        await rig.RecoverAsync();
        Directory.CreateDirectory(Path.Combine(rig.StateFolder, "history", "shop.jsonl"));
        foreach (var project in new[] { "shop", "blog" })
            await (await rig.HeldAsync((await rig.AcceptAsync(project)).Id)).EndAsync(DeploymentState.Succeeded);

        await rig.KillAndRestartAsync();

        States("blog").ShouldBe(["succeeded"]);
        Coordinator.InFlight().ShouldBeEmpty("and it is not resumed");
    }

    [Fact(Timeout = 180_000)]
    public async Task What_could_not_be_recorded_is_recorded_before_the_next_one_is_accepted()
    {
        await rig.RecoverAsync();
        var folder = Directory.CreateDirectory(Path.Combine(rig.StateFolder, "history", "shop.jsonl"));
        await (await rig.HeldAsync((await rig.AcceptAsync("shop")).Id)).EndAsync(DeploymentState.Succeeded);
        folder.Delete();

        await rig.AcceptAsync("blog");

        (await File.ReadAllLinesAsync(folder.FullName)).ShouldHaveSingleItem().ShouldContain("\"state\":\"succeeded\"");
    }

    [Fact(Timeout = 180_000)]
    public async Task Nothing_begins_when_the_stop_was_asked_for_during_the_start()
    {
        await rig.RecoverAsync();
        var first = await rig.AcceptAsync("shop");
        var waiting = await rig.AcceptAsync("shop");

        await rig.KillAndRestartAsync(stopRequested: true);

        States("shop").ShouldBe(["interrupted"]);
        Coordinator.InFlight().ShouldHaveSingleItem().Id.ShouldBe(waiting.Id.Value);
        rig.HasBegun(waiting.Id).ShouldBeFalse();
        first.Id.ShouldNotBe(waiting.Id);
    }

    private IEnumerable<string> States(string project) => rig.History.Of(Some.Name(project)).Select(entry => entry.State);
}
