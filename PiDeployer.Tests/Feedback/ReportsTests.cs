using System.Collections.Immutable;
using PiDeployer.Deployments;
using PiDeployer.Feedback;
using PiDeployer.Projects;
using PiDeployer.Tests.Infra;
using PiDeployer.Values;

namespace PiDeployer.Tests.Feedback;

/// <summary>Which commits hear of an event, and what.</summary>
public sealed class ReportsTests
{
    private const string Pushed = "1111111111111111111111111111111111111111";
    private const string Deployed = "2222222222222222222222222222222222222222";

    [Fact]
    public void A_beginning_is_told_to_the_commit_that_was_pushed()
    {
        var report = Of(new DeploymentEvent.Started(Push(Pushed), Shop)).ShouldHaveSingleItem();

        (report.Commit.Value, report.Progress, report.Description, report.Context).ShouldBe((Pushed, Progress.Running, "Deploying", "pi-deployer/shop"));
        report.Log.ShouldBe(new Uri($"https://pi.example.org/deploy/#/deployments/{report.Deployment}"));
        report.Site.ShouldBe(new Uri("https://shop.example.org"));
    }

    [Fact]
    public void A_beginning_of_which_no_commit_is_known_is_not_told() => Of(new DeploymentEvent.Started(Push(null), Shop)).ShouldBeEmpty();

    [Fact]
    public void An_end_is_told_to_the_commit_that_was_deployed()
    {
        var report = Of(Finished(Push(Pushed), Pushed)).ShouldHaveSingleItem();

        (report.Commit.Value, report.Progress, report.Description).ShouldBe((Pushed, Progress.Succeeded, "Deployed in 12 s"));
    }

    [Fact]
    public void A_commit_that_only_the_pull_brought_to_light_hears_of_the_end() =>
        Of(Finished(Push(null), Deployed)).ShouldHaveSingleItem().Commit.Value.ShouldBe(Deployed);

    [Fact]
    public void Where_the_pull_brought_another_commit_the_pending_one_is_ended_before_it() =>
        Of(Finished(Push(Pushed), Deployed)).Select(report => (report.Commit.Value, report.Progress, report.Description))
            .ShouldBe([(Pushed, Progress.Succeeded, "With 2222222: Deployed in 12 s"), (Deployed, Progress.Succeeded, "Deployed in 12 s")]);

    [Fact]
    public void A_pending_commit_is_ended_also_where_nobody_found_out_what_was_deployed() =>
        Of(Finished(Push(Pushed), null)).Select(report => report.Commit.Value).ShouldBe([Pushed]);

    [Fact]
    public void An_end_of_which_no_commit_is_known_is_not_told() => Of(Finished(Push(null), null)).ShouldBeEmpty();

    [Fact]
    public void An_abbreviated_commit_is_none_that_a_forge_knows() => Of(new DeploymentEvent.Started(Push("1111111"), Shop)).ShouldBeEmpty();

    [Fact]
    public void The_commit_of_an_image_is_not_one_of_this_repository()
    {
        var update = Push(Pushed) with { Update = Some.Update(3) };

        Of(new DeploymentEvent.Started(update, Shop)).ShouldBeEmpty();
        Of(Finished(update, Pushed)).ShouldBeEmpty();
    }

    [Fact]
    public void Without_an_address_of_ours_there_is_no_link() =>
        Reports.Of(new DeploymentEvent.Started(Push(Pushed), Shop), Some.Repository("ann/shop"), null).ShouldHaveSingleItem().Log.ShouldBeNull();

    [Theory]
    [InlineData("Failed", "Failed", "Failed: it broke")]
    [InlineData("TimedOut", "Failed", "Timed out: it broke")]
    [InlineData("RolledBack", "Failed", "Failed and rolled back: it broke")]
    [InlineData("RollbackFailed", "Failed", "Failed, and the rollback too: it broke")]
    [InlineData("Cancelled", "Stopped", "Cancelled: it broke")]
    [InlineData("Interrupted", "Stopped", "Interrupted: it broke")]
    public void How_it_went_wrong_is_told(string state, string progress, string description)
    {
        var report = Of(Finished(Push(Pushed), Pushed, Some.Result(Enum.Parse<DeploymentState>(state), error: "it broke"))).ShouldHaveSingleItem();

        (report.Progress, report.Description).ShouldBe((Enum.Parse<Progress>(progress), description));
    }

    [Fact]
    public void A_rollback_by_hand_that_went_well_is_told_to_the_commit_that_is_there_again()
    {
        var wished = Push(null) with { Trigger = DeploymentTrigger.Rollback };

        Of(new DeploymentEvent.Started(wished, Shop)).ShouldBeEmpty();
        var report = Of(Finished(wished, Deployed, Some.Result(DeploymentState.RolledBack))).ShouldHaveSingleItem();
        (report.Progress, report.Description).ShouldBe((Progress.Succeeded, "Rolled back to this in 12 s"));
    }

    [Fact]
    public void What_commands_said_is_not_told()
    {
        var result = Some.Result(DeploymentState.Failed, error: "`docker compose config` exited with 15: line 3: PASSWORD=hunter2; rolled back") with { Complaints = ["line 3: PASSWORD=hunter2"] };

        ReportText.OfEnd(result).ShouldBe("Failed: `docker compose config` exited with 15; rolled back");
    }

    [Fact]
    public void However_much_there_is_to_say_it_is_one_line_of_140_characters_at_most()
    {
        foreach (var offset in Enumerable.Range(0, 3))
        {
            var text = ReportText.OfEnd(Some.Result(DeploymentState.Failed, error: $"a\nb\r{new string('x', offset)}{string.Concat(Enumerable.Repeat("😀", 200))}"));

            text.Length.ShouldBeInRange(138, 140);
            text.ShouldStartWith("Failed: a b ");
            text.ShouldEndWith("…");
            text.EnumerateRunes().ShouldNotContain(System.Text.Rune.ReplacementChar, "Half a character was left.");
        }
    }

    private static Project Shop => Some.Project() with { PublicAddress = new Uri("https://shop.example.org") };

    private static Deployment Push(string? commit) => Some.Deployment(Commit(commit));

    private static DeploymentEvent.Finished Finished(Deployment deployment, string? commit, DeploymentResult? result = null) =>
        new(deployment, (result ?? Some.Result(DeploymentState.Succeeded)) with { Commit = Commit(commit) }) { Project = Shop };

    private static Commit? Commit(string? id) => id is null ? null : new Commit(Some.CommitId(id), "", "", null);

    private static ImmutableArray<Report> Of(DeploymentEvent happened) => Reports.Of(happened, Some.Repository("ann/shop"), new Uri("https://pi.example.org/deploy/"));
}
