using PiDeployer.Deployments;
using PiDeployer.Pipelines;
using PiDeployer.Projects;
using PiDeployer.Tests.Infra;
using PiDeployer.Values;

namespace PiDeployer.Tests.Deployments;

public sealed class RollbackTargetsTests : IDisposable
{
    private static readonly Snapshot One = At('1'), Two = At('2'), Three = At('3');

    private readonly TempDirectory folder = new();
    private readonly ProjectName shop = Some.Name("shop");
    private readonly DeploymentHistory history;
    private readonly RollbackTargets targets;

    public RollbackTargetsTests()
    {
        var file = folder.Write("projects.yml", "projects: []");
        history = new DeploymentHistory(
            folder.File("history"),
            new LiveCatalog(new ProjectsFile(file, new Dictionary<string, string>(), []), ProjectsYaml.Catalog("projects: []")),
            new ListLogger<DeploymentHistory>());
        targets = new RollbackTargets(history);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Without_a_history_there_is_nothing_to_go_back_to_but_what_was_found()
    {
        targets.Previous(shop).ShouldBeNull();
        targets.LiveCommit(shop).ShouldBeNull();
        targets.AfterFailure(shop, Snapshot.Nothing).ShouldBeNull();
        targets.AfterFailure(shop, One).ShouldBe(new RollbackTarget(null, One));
    }

    [Fact]
    public void After_a_failure_what_was_found_counts_when_it_was_good()
    {
        var good = Deploy(DeploymentState.Succeeded, Snapshot.Nothing, One);

        targets.AfterFailure(shop, Two).ShouldBe(new RollbackTarget(good, Two)); // Somebody may have changed something by hand.
    }

    [Fact]
    public void Images_that_nobody_saw_before_a_failure_are_those_of_the_good_one()
    {
        var one = One with { Images = [new ServiceImage("web", "shop:latest", "sha256:1")] };
        var good = Deploy(DeploymentState.Succeeded, Snapshot.Nothing, one);

        targets.AfterFailure(shop, One).ShouldBe(new RollbackTarget(good, one));
        targets.AfterFailure(shop, Two).ShouldBe(new RollbackTarget(good, Two));
    }

    [Fact]
    public void After_a_second_failure_the_last_good_one_counts()
    {
        var good = Deploy(DeploymentState.Succeeded, Snapshot.Nothing, One);
        Deploy(DeploymentState.Failed, One, Snapshot.Nothing);

        targets.AfterFailure(shop, Two).ShouldBe(new RollbackTarget(good, One));
        targets.LiveCommit(shop).ShouldBeNull();
    }

    [Fact]
    public void The_one_before_is_the_last_that_differs()
    {
        var first = Deploy(DeploymentState.Succeeded, Snapshot.Nothing, One);
        Deploy(DeploymentState.Succeeded, One, Two);
        Deploy(DeploymentState.Failed, Two, Snapshot.Nothing);
        Deploy(DeploymentState.Succeeded, Two, Two);

        targets.Previous(shop).ShouldBe(At(first, One));
        targets.LiveCommit(shop).ShouldBe(Two.Commit);
    }

    [Fact]
    public void After_a_failure_the_one_before_is_the_last_good_one()
    {
        Deploy(DeploymentState.Succeeded, Snapshot.Nothing, One);
        var second = Deploy(DeploymentState.Succeeded, One, Two);
        Deploy(DeploymentState.Failed, Two, Snapshot.Nothing);

        targets.Previous(shop).ShouldBe(At(second, Two));
    }

    [Fact]
    public void Going_back_twice_goes_further_back()
    {
        var first = Deploy(DeploymentState.Succeeded, Snapshot.Nothing, One);
        var second = Deploy(DeploymentState.Succeeded, One, Two);
        Deploy(DeploymentState.Succeeded, Two, Three);
        targets.Previous(shop).ShouldBe(At(second, Two));

        Deploy(DeploymentState.RolledBack, Three, Two, second);

        targets.Previous(shop).ShouldBe(At(first, One));
        targets.LiveCommit(shop).ShouldBe(Two.Commit);
    }

    [Fact]
    public void Before_the_first_deployment_is_what_it_found()
    {
        Deploy(DeploymentState.Succeeded, One, Two);

        targets.Previous(shop).ShouldBe(new RollbackTarget(null, One));
    }

    [Fact]
    public void A_deployment_that_never_began_changes_nothing()
    {
        Deploy(DeploymentState.Succeeded, One, Two);
        history.Append(Some.Deployment(), new DeploymentResult(DeploymentState.Cancelled) { Error = "a newer one took its place" });

        targets.Previous(shop).ShouldBe(new RollbackTarget(null, One));
        targets.LiveCommit(shop).ShouldBe(Two.Commit);
    }

    [Fact]
    public void A_failure_that_changed_nothing_leaves_what_was_there()
    {
        Deploy(DeploymentState.Succeeded, One, Two);
        Deploy(DeploymentState.Failed, Two, Snapshot.Nothing, changed: false);

        targets.Previous(shop).ShouldBe(new RollbackTarget(null, One));
        targets.LiveCommit(shop).ShouldBe(Two.Commit);
        targets.AfterFailure(shop, Three)?.Snapshot.ShouldBe(Three);

        Deploy(DeploymentState.Failed, Two, Snapshot.Nothing);
        Deploy(DeploymentState.Failed, Three, Snapshot.Nothing, changed: false);
        targets.LiveCommit(shop).ShouldBeNull();
        targets.AfterFailure(shop, Three)?.Snapshot.ShouldBe(Two);
    }

    [Fact]
    public void Where_all_have_failed_what_the_first_one_found_counts()
    {
        Deploy(DeploymentState.Failed, Three, Snapshot.Nothing, changed: false);
        Deploy(DeploymentState.Failed, One, Snapshot.Nothing);
        Deploy(DeploymentState.Failed, Two, Snapshot.Nothing);

        targets.AfterFailure(shop, Three).ShouldBe(new RollbackTarget(null, One));
    }

    [Fact]
    public void What_was_restored_is_found_by_the_rollback_when_the_deployment_itself_is_forgotten()
    {
        var forgotten = DeploymentId.New(TimeProvider.System);
        var back = Deploy(DeploymentState.RolledBack, Two, One, forgotten);
        Deploy(DeploymentState.Succeeded, One, Three);

        var previous = targets.Previous(shop).ShouldNotBeNull();

        previous.ShouldBe(new RollbackTarget(forgotten, One) { Record = back });
        targets.Of(shop, forgotten).ShouldBeNull();
        targets.Of(shop, back).ShouldBe(previous);
    }

    [Fact]
    public void A_certain_one_can_be_named_when_it_was_good_and_the_project_s_own()
    {
        var good = Deploy(DeploymentState.Succeeded, Snapshot.Nothing, One);
        var failed = Deploy(DeploymentState.Failed, One, Snapshot.Nothing);
        var stateless = Deploy(DeploymentState.Succeeded, Snapshot.Nothing, Snapshot.Nothing);

        targets.Of(shop, good).ShouldBe(At(good, One));
        targets.Of(shop, failed).ShouldBeNull();
        targets.Of(shop, stateless).ShouldBeNull();
        targets.Of(Some.Name("blog"), good).ShouldBeNull();
        targets.Of(shop, DeploymentId.New(TimeProvider.System)).ShouldBeNull();
    }

    [Fact]
    public void The_content_that_is_deployed_is_that_of_the_last_one_that_changed_anything_and_was_of_all_services()
    {
        targets.DeployedContent(shop).ShouldBeNull();
        Of("first", DeploymentState.Succeeded);
        targets.DeployedContent(shop).ShouldBe("first");

        Of("never begun", DeploymentState.Failed, changed: false);
        Of("one service's", DeploymentState.Succeeded, update: Some.Update(1));
        targets.DeployedContent(shop).ShouldBe("first");

        Of(null, DeploymentState.Failed);
        targets.DeployedContent(shop).ShouldBeNull();
        Of("taken back", DeploymentState.RolledBack);
        targets.DeployedContent(shop).ShouldBe("taken back");
        targets.DeployedContent(Some.Name("blog")).ShouldBeNull();
    }

    [Fact]
    public void What_was_good_is_better_than_now_only_where_now_is_not_good()
    {
        targets.BetterThanNow(shop).ShouldBeNull();
        Deploy(DeploymentState.Succeeded, One, Two);
        targets.BetterThanNow(shop).ShouldBeNull();

        Deploy(DeploymentState.Failed, Two, Snapshot.Nothing, changed: false);
        targets.BetterThanNow(shop).ShouldBeNull("nothing of it came to be");
        Deploy(DeploymentState.Failed, Two, Snapshot.Nothing);
        targets.BetterThanNow(shop).ShouldBe(Two);

        Deploy(DeploymentState.RolledBack, Three, One);
        targets.BetterThanNow(shop).ShouldBeNull();
    }

    [Fact]
    public void Where_all_have_failed_what_the_first_one_found_is_better()
    {
        Deploy(DeploymentState.Failed, One, Snapshot.Nothing);
        Deploy(DeploymentState.Interrupted, Two, Snapshot.Nothing);

        targets.BetterThanNow(shop).ShouldBe(One);
        targets.BetterThanNow(Some.Name("blog")).ShouldBeNull();
    }

    private void Of(string? content, DeploymentState state, bool changed = true, ServiceUpdate? update = null) =>
        history.Write(Some.Deployment() with { Update = update }, Some.Result(state, error: content is null ? "no" : null) with { Content = content, Changed = changed }).ShouldBeTrue();

    private static RollbackTarget At(DeploymentId id, Snapshot snapshot) => new(id, snapshot) { Record = id };

    private static Snapshot At(char digit) => new(Some.CommitId(new string(digit, 40)), []);

    private DeploymentId Deploy(DeploymentState state, Snapshot before, Snapshot after, DeploymentId? restored = null, bool changed = true)
    {
        var deployment = Some.Deployment();
        var error = state is DeploymentState.Failed or DeploymentState.Interrupted ? "script exited with 3" : null;
        history.Write(deployment, Some.Result(state, error: error) with { Before = before, After = after, Restored = restored, Changed = changed }).ShouldBeTrue();
        return deployment.Id;
    }
}
