using System.Net;
using System.Text;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary><c>POST /deploy</c>: which deliveries are deployed.</summary>
[Trait("Category", "EndToEnd")]
public sealed class WebhookTests(WebhookTests.Fixture fixture) : IClassFixture<WebhookTests.Fixture>
{
    private readonly RunningServer server = fixture.Server;

    [Fact(Timeout = 180_000)]
    public async Task A_push_is_accepted()
    {
        var answer = await server.SendAsync(Webhook.Push("ann/json")).ShouldAnswerAsync(HttpStatusCode.Accepted);

        answer.Members().ShouldBe(["status", "project", "id"]);
        answer.Text("status").ShouldBe("accepted");
        answer.Text("project").ShouldBe("json");
        (await server.ResultAsync("json")).Flag("success").ShouldBeTrue();
    }

    [Fact(Timeout = 180_000)]
    public async Task A_push_as_a_form_is_accepted_and_its_encoded_body_is_what_is_signed()
    {
        var json = Webhook.Push("ann/form", message: "ümläut & more=less").Body;
        var form = Webhook.Of($"payload={WebUtility.UrlEncode(Encoding.UTF8.GetString(json))}") with { ContentType = "application/x-www-form-urlencoded" };

        await server.SendAsync(form with { Signature = Webhook.Sign(RunningServer.Secret, json) }).ShouldFailAsync(HttpStatusCode.Unauthorized);
        (await server.SendAsync(form).ShouldAnswerAsync(HttpStatusCode.Accepted)).Text("project").ShouldBe("form");
    }

    [Theory(Timeout = 180_000)]
    [InlineData("")]
    [InlineData("playload={}")]
    [InlineData("payload=")]
    [InlineData("payload=%7B%22repository")]
    [InlineData("payload=%zz%ff")]
    public async Task A_form_without_a_usable_payload_is_400(string body) =>
        await server.SendAsync(Webhook.Of(body) with { ContentType = "application/x-www-form-urlencoded; charset=utf-8" })
            .ShouldFailAsync(HttpStatusCode.BadRequest);

    [Fact(Timeout = 180_000)]
    public async Task A_form_that_says_it_is_JSON_is_400() =>
        await server.SendAsync(Webhook.Of("payload=%7B%7D")).ShouldFailAsync(HttpStatusCode.BadRequest);

    [Fact(Timeout = 180_000)]
    public async Task Without_an_event_header_it_is_a_push() =>
        (await server.SendAsync(Webhook.Push("ann/curl") with { Event = null }).ShouldAnswerAsync(HttpStatusCode.Accepted)).Text("project").ShouldBe("curl");

    [Fact(Timeout = 180_000)]
    public async Task A_bare_branch_name_is_as_good_as_a_whole_ref() =>
        await server.SendAsync(Payload("ann/bare", "main")).ShouldAnswerAsync(HttpStatusCode.Accepted);

    [Fact(Timeout = 180_000)]
    public async Task The_case_of_a_repository_does_not_matter() =>
        await server.SendAsync(Webhook.Push("Ann/CASE")).ShouldAnswerAsync(HttpStatusCode.Accepted);

    [Fact(Timeout = 180_000)]
    public async Task A_commit_that_is_none_is_only_a_hint_that_is_missing() =>
        await server.SendAsync(Webhook.Push("ann/hint", commit: "--upload-pack=evil")).ShouldAnswerAsync(HttpStatusCode.Accepted);

    [Fact(Timeout = 180_000)]
    public async Task A_repository_that_no_project_has_is_404_signed_or_not()
    {
        await server.SendAsync(Webhook.Push("ann/unknown")).ShouldFailAsync(HttpStatusCode.NotFound);
        await server.SendAsync(Webhook.Push("ann/unknown") with { Signature = "" }).ShouldFailAsync(HttpStatusCode.NotFound);
        await server.SendAsync(Webhook.Push("ann/unknown") with { Event = "ping" }).ShouldFailAsync(HttpStatusCode.NotFound);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_push_to_a_busy_project_is_409_and_the_next_one_is_not()
    {
        await server.SendAsync(Webhook.Push("ann/slow")).ShouldAnswerAsync(HttpStatusCode.Accepted);

        var busy = await server.SendAsync(Webhook.Push("ann/slow")).ShouldAnswerAsync(HttpStatusCode.Conflict);
        busy.Text("error").ShouldBe("Deploy already in progress");
        busy.Text("project").ShouldBe("slow");

        fixture.Folder.Write("go", "");
        await server.ResultAsync("slow");
        await server.SendAsync(Webhook.Push("ann/slow")).ShouldAnswerAsync(HttpStatusCode.Accepted);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_repository_with_two_projects_deploys_the_one_whose_branch_was_pushed()
    {
        (await server.SendAsync(Webhook.Push("ann/shared", "staging")).ShouldAnswerAsync(HttpStatusCode.Accepted)).Text("project").ShouldBe("staging");
        await server.ResultAsync("staging");

        await server.ShouldNotHaveDeployedAsync("production");
        (await server.SendAsync(Webhook.Push("ann/shared", "other")).ShouldAnswerAsync(HttpStatusCode.OK)).Text("reason")
            .ShouldBe("Branch mismatch: got other, expected production or staging");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_repository_with_two_projects_on_one_branch_deploys_both()
    {
        var answer = await server.SendAsync(Webhook.Push("ann/twins")).ShouldAnswerAsync(HttpStatusCode.Accepted);

        answer["projects"]?.AsArray().Select(project => (project.Text("status"), project.Text("project")))
            .ShouldBe([("accepted", "twin1"), ("accepted", "twin2")]);
        (await server.ResultAsync("twin1")).Flag("success").ShouldBeTrue();
        (await server.ResultAsync("twin2")).Flag("success").ShouldBeTrue();
    }

    internal static Webhook Payload(string repository, string reference) =>
        Webhook.Of(Webhook.PushPayload(repository, reference, new string('a', 40), "a change").ToJsonString());

    public sealed class Fixture() : SharedServer(
        """
        max_parallel: 8
        defaults: { path: "{folder}", deploy_mode: script-only, deploy_script: /bin/true }
        projects:
          - { name: json, repo: ann/json }
          - { name: form, repo: ann/form }
          - { name: curl, repo: ann/curl }
          - { name: bare, repo: ann/bare }
          - { name: case, repo: ann/case }
          - { name: hint, repo: ann/hint }
          - { name: slow, repo: ann/slow, deploy_script: slow.sh }
          - { name: production, repo: ann/shared, branch: production }
          - { name: staging, repo: ann/shared, branch: staging }
          - { name: twin1, repo: ann/twins }
          - { name: twin2, repo: ann/twins }
        """)
    {
        protected override void Prepare() => Folder.WriteScript("slow.sh", "while [ ! -e go ]; do sleep 0.05; done");
    }
}
