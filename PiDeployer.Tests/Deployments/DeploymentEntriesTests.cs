using System.Text;
using PiDeployer.Deployments;
using PiDeployer.Pipelines;
using PiDeployer.Tests.Infra;
using PiDeployer.Values;

namespace PiDeployer.Tests.Deployments;

public sealed class DeploymentEntriesTests
{
    private static readonly Deployment Full = Some.Deployment(Some.Commit(message: "Mend \"the till\"\n\nGrüße 😀 \u0001")) with
    {
        Ref = GitRef.Parse("refs/heads/feature/till"),
        Pushed = new PushedCommits([Some.Commit(), Some.Commit(message: "Second")], 7, new Uri("https://forge.example/ann/shop/compare/0...1")),
        Delivery = DeliveryId.TryParse("72d3162e-cc78", out var delivery) ? delivery : null,
        Origin = DeploymentId.New(TimeProvider.System),
        Resumes = DeploymentId.New(TimeProvider.System),
        Update = new ServiceUpdate(Some.Service("web"), ImageName.TryParse("127.0.0.1:5000/ann/shop:v2", out var image) ? image : null),
        MayStart = true,
        Parent = DeploymentId.New(TimeProvider.System),
    };

    private static readonly DeploymentResult Ending = Some.Result(DeploymentState.RolledBack, Full.Commit, "script exited with 3; rolled back") with
    {
        Restored = DeploymentId.New(TimeProvider.System),
        Changed = false,
        Before = new Snapshot(Some.CommitId("89abcdef89abcdef89abcdef89abcdef89abcdef"), [new ServiceImage("web", "shop:latest", "sha256:0123")]),
        After = new Snapshot(Some.CommitId("89abcdef89abcdef89abcdef89abcdef89abcdef"), []),
        Steps = [new StepRecord("git pull", true, TimeSpan.FromSeconds(1.5), null, "Fast-forward"), new StepRecord("script", false, TimeSpan.FromSeconds(0.123), 3, "line\nline")],
    };

    [Fact]
    public void A_deployment_is_read_as_it_was_written()
    {
        Reread(Full.ToEntry(DeploymentState.Waiting)).ToDeployment().ShouldBe(Full);
        var bare = Some.Deployment();
        Reread(bare.ToEntry(DeploymentState.Waiting)).ToDeployment().ShouldBe(bare);
    }

    [Fact]
    public void What_was_found_of_stacks_and_of_their_content_is_written_down()
    {
        var next = Some.Deployment(project: "media");
        var entry = Reread(Some.Deployment().ToEntry(Ending with { Content = "c0ffee", Stacks = [new StackResult(next.Project, next), new StackResult(Some.Name("portal"), null)] }));

        entry.Content.ShouldBe("c0ffee");
        entry.Stacks.ShouldBe([new StackEntry("media", next.Id.Value), new StackEntry("portal", null)]);
        Full.ToEntry(Ending).Stacks.ShouldBeNull();
    }

    [Fact]
    public void A_result_is_read_as_it_was_written()
    {
        var read = Reread(Full.ToEntry(Ending)).ToResult();

        read.Steps.ShouldBe(Ending.Steps);
        (read with { Steps = [], Commit = null, Complaints = [] }).ShouldBe(Ending with { Steps = [], Commit = null, Complaints = [] });
        read.Commit.ShouldBe(Full.Commit);
    }

    [Fact]
    public void It_is_one_line_that_a_person_can_read()
    {
        var line = Encoding.UTF8.GetString((Full.ToEntry(Ending) with { Number = 7 }).ToUtf8());

        line.ShouldNotContain("\n");
        line.ShouldStartWith($"{{\"number\":7,\"id\":\"{Full.Id}\",\"project\":\"shop\",\"state\":\"rolled_back\",\"trigger\":\"push\",");
        line.ShouldContain("Grüße");
        line.ShouldContain("\"steps\":[{\"name\":\"git pull\",\"success\":true,\"duration\":1.5,\"tail\":\"Fast-forward\"},");
        line.ShouldNotContain("null");
    }

    [Theory]
    [InlineData(500, 500)]
    [InlineData(501, 500)]
    public void A_long_message_is_cut(int length, int kept) =>
        Some.Deployment(Some.Commit(message: new string('x', length))).ToEntry(DeploymentState.Waiting).Message.ShouldNotBeNull().Length.ShouldBe(kept);

    [Fact]
    public void No_character_is_cut_in_half() =>
        Some.Deployment(Some.Commit(message: $"{new string('x', 499)}😀")).ToEntry(DeploymentState.Waiting).Message.ShouldBe(new string('x', 499));

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("\0\0")]
    [InlineData("{\"id\":\"x\",\"project\":\"x\",\"state\":\"x\",\"trigger\":\"x\"}")]
    [InlineData("{\"id\":null,\"project\":\"x\",\"state\":\"x\",\"trigger\":\"x\",\"accepted_at\":\"2026-11-21T14:05:07+00:00\"}")]
    [InlineData("{\"id\":\"x\",\"project\":\"x\",\"state\":\"x\",\"trigger\":\"x\",\"accepted_at\":\"yesterday\"}")]
    [InlineData("{\"id\":\"x\",\"project\":\"x\",\"state\":\"x\",\"trigger\":\"x\",\"accepted_at\":\"2026-11-21T14:05:07+00:00\"} and more")]
    [InlineData("{\"id\":\"x\",\"project\":\"x\",\"state\":\"x\",\"trigger\":\"x\",\"accepted_at\":\"2026-11-21T14:05:07+00:00\",\"duration\":1e300}")]
    [InlineData("{\"id\":\"x\",\"project\":\"x\",\"state\":\"x\",\"trigger\":\"x\",\"accepted_at\":\"2026-11-21T14:05:07+00:00\",\"number\":9223372036854775807}")]
    [InlineData("{\"id\":\"x\",\"project\":\"x\",\"state\":\"x\",\"trigger\":\"x\",\"accepted_at\":\"2026-11-21T14:05:07+00:00\",\"steps\":[null]}")]
    [InlineData("{\"id\":\"x\",\"project\":\"x\",\"state\":\"x\",\"trigger\":\"x\",\"accepted_at\":\"2026-11-21T14:05:07+00:00\",\"stacks\":[null]}")]
    [InlineData("{\"id\":\"x\",\"project\":\"x\",\"state\":\"x\",\"trigger\":\"x\",\"accepted_at\":\"2026-11-21T14:05:07+00:00\",\"after\":{\"images\":[null]}}")]
    public void What_is_no_record_is_not_read(string text) => DeploymentEntries.TryParse(Encoding.UTF8.GetBytes(text), out _).ShouldBeFalse();

    [Fact]
    public void What_a_newer_version_added_does_not_matter() =>
        DeploymentEntries.TryParse(
            """{"id":"x","project":"x","state":"x","trigger":"x","accepted_at":"2026-11-21T14:05:07+00:00","weather":{"rain":[1]}}"""u8, out _).ShouldBeTrue();

    [Theory]
    [InlineData("id", "../../etc/passwd")]
    [InlineData("project", "../shop")]
    [InlineData("trigger", "somebody")]
    public void A_deployment_with_an_impossible_name_is_none(string member, string value)
    {
        var entry = Full.ToEntry(DeploymentState.Waiting);
        entry = member switch { "id" => entry with { Id = value }, "project" => entry with { Project = value }, _ => entry with { Trigger = value } };

        entry.ToDeployment().ShouldBeNull();
    }

    [Fact]
    public void What_is_odd_about_the_rest_is_left_out()
    {
        var read = (Full.ToEntry(DeploymentState.Waiting) with { Commit = "--upload-pack=x", Delivery = "a b", Origin = "x", Resumes = "y", Url = "no address" }).ToDeployment();

        read.ShouldBe(Full with { Commit = null, Delivery = null, Origin = null, Resumes = null });
    }

    private static DeploymentEntry Reread(DeploymentEntry entry)
    {
        DeploymentEntries.TryParse(entry.ToUtf8(), out var read).ShouldBeTrue();
        return read.ShouldNotBeNull();
    }
}
