using PiDeployer.Deployments;
using PiDeployer.Notifications;
using PiDeployer.Projects;
using PiDeployer.Tests.Infra;
using PiDeployer.Values;
using Shouldly.Configuration;

namespace PiDeployer.Tests.Notifications;

/// <summary>The texts themselves are in the files beside this one.</summary>
public sealed class TelegramMessageTests
{
    private static readonly Commit Evil = Some.Commit(
        author: "<b>Mallory</b> & \"Sons\"", message: "</pre><script>alert(1)</script>\nnot shown", url: "https://git.example.org/a?x=\"><b>&y=<i>'");

    private static readonly Messages Messages = new(text => text, null);

    [Fact]
    public void Triggered_by_a_push() => Started(Some.Commit()).ShouldMatchApproved(Snapshot);

    [Fact]
    public void Triggered_by_hand() => Started(null).ShouldMatchApproved(Snapshot);

    [Fact]
    public void Succeeded() => Finished(DeploymentState.Succeeded, Some.Commit()).ShouldMatchApproved(Snapshot);

    [Fact]
    public void Failed_with_the_last_500_characters() =>
        Finished(DeploymentState.Failed, Some.Commit(), "scripts/deploy.sh exited with 3", $"not shown{new string('x', 488)}\nthe last <li>").ShouldMatchApproved(Snapshot);

    [Fact]
    public void Failed_without_any_output() =>
        Finished(DeploymentState.Failed, null, "could not start docker: not found in PATH (/usr/bin); is it installed?").ShouldMatchApproved(Snapshot);

    [Fact]
    public void Timed_out() =>
        Finished(DeploymentState.TimedOut, Some.Commit(), "it took longer than its timeout of 300 s and was ended", "still pulling").ShouldMatchApproved(Snapshot);

    [Fact]
    public void Interrupted() =>
        Finished(DeploymentState.Interrupted, Some.Commit(), "pi-deployer was stopped before it had finished").ShouldMatchApproved(Snapshot);

    [Fact]
    public void Cancelled() => Finished(DeploymentState.Cancelled, Some.Commit(), "somebody cancelled it while it ran").ShouldMatchApproved(Snapshot);

    [Fact]
    public void Failed_and_rolled_back() =>
        Finished(DeploymentState.RolledBack, Some.Commit(), "health check failed: http://localhost/ answered 500; rolled back to 89abcde", "500").ShouldMatchApproved(Snapshot);

    [Fact]
    public void Rolled_back_by_hand() => Finished(DeploymentState.RolledBack, Some.Commit()).ShouldMatchApproved(Snapshot);

    [Fact]
    public void Neither_forward_nor_back() =>
        Finished(DeploymentState.RollbackFailed, Some.Commit(), "deploy.sh exited with 1; AND THE ROLLBACK FAILED: git reset exited with 128").ShouldMatchApproved(Snapshot);

    [Fact]
    public void Triggered_by_a_tag() =>
        Started(Some.Deployment(Some.Commit()) with { Ref = new GitRef.Tag("v1.0<2") }, Some.Project() with { Branch = null, Tags = [Some.Pattern("v*")] }).ShouldMatchApproved(Snapshot);

    [Fact]
    public void Rollback_triggered_by_hand() => Started(Some.Deployment() with { Trigger = DeploymentTrigger.Rollback }, Some.Project()).ShouldMatchApproved(Snapshot);

    [Fact]
    public void An_evil_commit_is_harmless() => Finished(DeploymentState.Failed, Evil, "<failed> & \"done\"", "</pre>&lt;").ShouldMatchApproved(Snapshot);

    [Fact]
    public void A_commit_without_a_link() => Started(Some.Commit(url: null, author: "")).ShouldMatchApproved(Snapshot);

    [Fact]
    public void Triggered_by_a_push_of_several() => Valid(TelegramMessage.Of(SomeMessage.StartedWithPush())).ShouldMatchApproved(Snapshot);

    [Fact]
    public void It_works_again() => Valid(TelegramMessage.Of(SomeMessage.Recovered())).ShouldMatchApproved(Snapshot);

    [Fact]
    public void Without_markup_it_is_what_one_reads()
    {
        var html = Finished(DeploymentState.Failed, Evil, "<failed> & \"done\"", "</pre>&lt;");

        TelegramMessage.WithoutMarkup(html).ShouldBe(TelegramHtml.Parse(html).Visible);
    }

    [Fact]
    public void Nobody_is_called_and_no_command_is_offered()
    {
        var html = Finished(DeploymentState.Failed, Some.Commit("ann@work", "thanks @bob, /start (/stop) a/b </b> 5 @ 3"), "@all: /reset at http://host/x", "@bob /start");

        html.ShouldContain(" by ann@\u2060work\nthanks @\u2060bob, /\u2060start (/\u2060stop) a/b &lt;/b&gt; 5 @ 3\n@\u2060all: /\u2060reset at http://host/x\n<pre>@bob /start</pre>");
    }

    [Theory]
    [InlineData("@a")]
    [InlineData("<")]
    [InlineData("&")]
    [InlineData("😀")]
    [InlineData("\"")]
    public void However_much_there_is_to_say_Telegram_takes_it(string filling)
    {
        // Each offset puts the cuts at another place of the filling.
        foreach (var offset in Enumerable.Range(0, 3))
        {
            var much = new string('x', offset) + string.Concat(Enumerable.Repeat(filling, 20_000));

            var html = Finished(DeploymentState.Failed, Some.Commit(much, much, $"https://git.example.org/{new string('a', 2000)}"), much, much + new string('y', offset));

            var (visible, problem) = TelegramHtml.Parse(html);
            problem.ShouldBeNull();
            visible.Length.ShouldBeInRange(1000, 4096);
            visible.EnumerateRunes().ShouldNotContain(System.Text.Rune.ReplacementChar, "Half a character was left.");
        }
    }

    private static string Started(Commit? commit) => Started(Some.Deployment(commit), Some.Project());

    private static string Started(Deployment deployment, Project project) => Valid(TelegramMessage.Of(Messages.OfStart(deployment, project)));

    private static string Finished(DeploymentState outcome, Commit? commit, string? error = null, string tail = "") =>
        Valid(TelegramMessage.Of(Messages.OfEnd(Some.Deployment(), Some.Result(outcome, commit, error, tail), null, recovered: false)));

    private static string Valid(string html)
    {
        TelegramHtml.Parse(html).Problem.ShouldBeNull();
        return html;
    }

    private static void Snapshot(ShouldMatchConfigurationBuilder configuration) => configuration.NoDiff().SubFolder("Messages");
}
