using PiDeployer.Deployments;
using PiDeployer.Notifications;
using PiDeployer.Projects;
using PiDeployer.Tests.Infra;
using PiDeployer.Values;

namespace PiDeployer.Tests.Notifications;

public sealed class MessagesTests
{
    private static readonly Messages Messages = new(text => text.Replace("hunter2", Secret.Mask, StringComparison.Ordinal), null);

    [Fact]
    public void What_is_secret_is_in_no_part_of_it()
    {
        var message = SomeMessage.Of("with hunter2", "https://git.example.org/?token=hunter2");

        (message.Error, message.Tail, message.Commit?.Message, message.Commit?.Author).ShouldBe(("with ***", "with ***", "with ***", "with ***"));
        message.Pushed.ShouldAllBe(commit => commit.Message == "with ***" && commit.Url == null);
        (message.Commit?.Url, message.Compare).ShouldBe((null, null));
    }

    [Fact]
    public void Nor_in_what_is_deployed() =>
        Messages.OfStart(SomeMessage.Deployment with { Ref = new GitRef.Tag("v1-hunter2") }, Some.Project() with { Branch = null, Tags = [Some.Pattern("v*")] }).Target.ShouldBe(new Labelled("Tag", "v1-***"));

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("file:///etc/passwd")]
    public void An_address_that_is_none_is_left_out(string url) => SomeMessage.Of("x", url).Commit.ShouldNotBeNull().Url.ShouldBeNull();

    [Fact]
    public void So_is_one_that_nobody_would_read() => SomeMessage.Of("x", $"https://git.example.org/{new string('a', 500)}").Compare.ShouldBeNull();

    [Fact]
    public void One_pushed_commit_is_no_list()
    {
        var deployment = SomeMessage.Deployment with { Pushed = new PushedCommits([Some.Commit()], 1, new Uri("https://git.example.org/compare")) };

        var message = Messages.OfStart(deployment, Some.Project());

        (message.Pushed.Length, message.MorePushed, message.Compare).ShouldBe((0, 0, null));
        message.Commit?.Id.ShouldBe("0123456");
    }

    [Theory]
    [InlineData("Succeeded", null, "Succeeded")]
    [InlineData("RolledBack", null, "Succeeded")]
    [InlineData("Failed", "no", "Failed")]
    [InlineData("TimedOut", "no", "Failed")]
    [InlineData("Interrupted", "no", "Failed")]
    [InlineData("RolledBack", "no", "Failed")]
    [InlineData("RollbackFailed", "no", "Failed")]
    [InlineData("Cancelled", "no", "Started")]
    public void Each_ending_is_told_to_those_who_want_to_hear_of_it(string state, string? error, string events) =>
        Messages.OfEnd(Some.Deployment(), Some.Result(Enum.Parse<DeploymentState>(state), error: error), null, recovered: false).Events.ShouldBe(Enum.Parse<NotifiedEvents>(events));

    [Fact]
    public void A_recovery_is_a_success_too() =>
        Messages.OfEnd(Some.Deployment(), Some.Result(DeploymentState.Succeeded), null, recovered: true).Events.ShouldBe(NotifiedEvents.Succeeded | NotifiedEvents.Recovered);
}
