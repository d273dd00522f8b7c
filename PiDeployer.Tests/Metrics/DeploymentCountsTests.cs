using PiDeployer.Deployments;
using PiDeployer.Metrics;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Metrics;

public sealed class DeploymentCountsTests
{
    private readonly DeploymentCounts counts = new();

    [Fact]
    public void Everything_begins_at_zero()
    {
        var page = Page("shop", "blog");

        foreach (var project in new[] { "shop", "blog" })
        {
            foreach (var result in new[] { "succeeded", "failed", "timed_out", "cancelled", "interrupted", "rolled_back", "rollback_failed" })
                page[$"pi_deployer_deployments_total{{project=\"{project}\",result=\"{result}\"}}"].ShouldBe(0);
            page[Duration(project, "+Inf")].ShouldBe(0);
        }
    }

    [Fact]
    public void Each_ending_counts_for_its_project_and_its_result()
    {
        End("shop", DeploymentState.Succeeded);
        End("shop", DeploymentState.Succeeded);
        End("shop", DeploymentState.RollbackFailed);
        End("blog", DeploymentState.TimedOut);
        counts.Follow(new DeploymentEvent.Started(Some.Deployment(), Some.Project()));

        var page = Page("shop", "blog");
        page[Total("shop", "succeeded")].ShouldBe(2);
        page[Total("shop", "rollback_failed")].ShouldBe(1);
        page[Total("blog", "timed_out")].ShouldBe(1);
        page.Names.Where(name => name.StartsWith("pi_deployer_deployments_total", StringComparison.Ordinal)).Sum(name => page[name]).ShouldBe(4);
    }

    [Fact]
    public void A_duration_counts_for_its_bound_and_all_above()
    {
        foreach (var seconds in new[] { 0.5, 1, 1.01, 5, 4000 })
            End("shop", DeploymentState.Succeeded, seconds);

        var page = Page("shop");
        var expected = new[] { ("1", 2), ("2", 3), ("5", 4), ("10", 4), ("20", 4), ("30", 4), ("60", 4), ("120", 4), ("300", 4), ("600", 4), ("1800", 4), ("3600", 4), ("+Inf", 5) };
        page.Names.Where(name => name.Contains("_bucket", StringComparison.Ordinal)).Select(name => (name, page[name])).ShouldBe(expected.Select(bound => (Duration("shop", bound.Item1), (double)bound.Item2)));
        page["pi_deployer_deployment_duration_seconds_sum{project=\"shop\"}"].ShouldBe(4007.51, tolerance: 1e-9);
        page["pi_deployer_deployment_duration_seconds_count{project=\"shop\"}"].ShouldBe(5);
    }

    [Theory]
    [InlineData(DeploymentState.Cancelled, 0)]
    [InlineData(DeploymentState.Interrupted, 0)]
    [InlineData(DeploymentState.Failed, 1)]
    [InlineData(DeploymentState.RolledBack, 1)]
    internal void What_somebody_ended_says_nothing_about_how_long_it_takes(DeploymentState state, int counted)
    {
        End("shop", state);

        var page = Page("shop");
        page[Total("shop", state.ToName())].ShouldBe(1);
        page[Duration("shop", "+Inf")].ShouldBe(counted);
    }

    [Fact]
    public void What_is_gone_is_forgotten_and_begins_again_when_it_comes_back()
    {
        End("shop", DeploymentState.Failed);
        End("gone", DeploymentState.Failed);

        Page("shop").Text.ShouldNotContain("gone");
        Page("shop", "gone")[Total("gone", "failed")].ShouldBe(0);
        Page("shop", "gone")[Total("shop", "failed")].ShouldBe(1);
    }

    [Fact]
    public void An_environment_that_was_taken_away_is_forgotten_though_nobody_asks()
    {
        End("shop-feature", DeploymentState.Succeeded);
        counts.Follow(new DeploymentEvent.Removed(Some.Deployment(project: "shop-feature"), Some.Project("shop-feature")));

        Page("shop-feature")[Total("shop-feature", "succeeded")].ShouldBe(0);
    }

    private static string Total(string project, string result) => $"pi_deployer_deployments_total{{project=\"{project}\",result=\"{result}\"}}";

    private static string Duration(string project, string bound) => $"pi_deployer_deployment_duration_seconds_bucket{{project=\"{project}\",le=\"{bound}\"}}";

    private void End(string project, DeploymentState state, double seconds = 3) =>
        counts.Follow(new DeploymentEvent.Finished(Some.Deployment(project: project), Some.Result(state) with { Duration = TimeSpan.FromSeconds(seconds) }));

    private MetricSamples Page(params string[] projects) => MetricSamples.Of(page => counts.WriteTo(page, [.. projects.Select(Some.Name)]));
}
