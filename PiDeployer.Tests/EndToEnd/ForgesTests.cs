using System.Net;
using System.Text.Json.Nodes;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>Deliveries of each forge, as the running program takes them.</summary>
[Trait("Category", "EndToEnd")]
public sealed class ForgesTests(ForgesTests.Fixture fixture) : IClassFixture<ForgesTests.Fixture>
{
    private const string Token = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private readonly RunningServer server = fixture.Server;

    public static TheoryData<string> Kinds => ForgeDelivery.Kinds;

    [Theory(Timeout = 180_000)]
    [MemberData(nameof(Kinds))]
    public async Task A_push_is_deployed_once_with_all_that_it_brought(string kind)
    {
        var delivery = ForgeDelivery.Push(kind, $"ann/{Project(kind)}").Signed(kind, SecretOf(kind));

        var accepted = await SendAsync(delivery).ShouldAnswerAsync(HttpStatusCode.Accepted);
        (accepted.Text("status"), accepted.Text("project")).ShouldBe(("accepted", Project(kind)));
        var record = await server.EndedAsync(accepted.Text("id"));
        (record.Text("state"), record.Text("commit"), record.Text("author")).ShouldBe(("succeeded", ForgeDelivery.Second, "Ann Author"));
        record["commits"].ShouldBeOfType<JsonArray>().Select(commit => commit.Text("commit")).ShouldBe([ForgeDelivery.First, ForgeDelivery.Second]);

        (await SendAsync(delivery).ShouldAnswerAsync(HttpStatusCode.OK)).Text("status").ShouldBe("duplicate");
    }

    [Theory(Timeout = 180_000)]
    [MemberData(nameof(Kinds))]
    public async Task A_wrong_an_empty_and_a_missing_signature_are_401(string kind)
    {
        var delivery = ForgeDelivery.Push(kind, "ann/refused");

        await SendAsync(delivery.Signed(kind, "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")).ShouldFailAsync(HttpStatusCode.Unauthorized);
        await SendAsync(delivery.SignedWithNothing(kind)).ShouldFailAsync(HttpStatusCode.Unauthorized);
        await SendAsync(delivery).ShouldFailAsync(HttpStatusCode.Unauthorized);
        await server.ShouldNotHaveDeployedAsync("refused");
    }

    [Theory(Timeout = 180_000)]
    [MemberData(nameof(Kinds))]
    public async Task What_is_not_for_us_is_skipped(string kind)
    {
        var repository = $"ann/{Project(kind)}";
        async Task<string> ReasonAsync(ForgeDelivery delivery)
        {
            var answer = await SendAsync(delivery.Signed(kind, SecretOf(kind))).ShouldAnswerAsync(HttpStatusCode.OK);
            answer.Text("status").ShouldBe("skipped");
            return answer.Text("reason");
        }

        (await ReasonAsync(ForgeDelivery.Push(kind, repository, "refs/heads/next"))).ShouldBe("Branch mismatch: got next, expected main");
        (await ReasonAsync(ForgeDelivery.Push(kind, repository, deleted: true))).ShouldBe("Branch main was deleted");
        (await ReasonAsync(ForgeDelivery.Push(kind, repository, "refs/tags/v1"))).ShouldBe("Tag v1 is not tracked");
        (await ReasonAsync(ForgeDelivery.Other(kind, repository))).ShouldEndWith("is not a push");
    }

    [Theory(Timeout = 180_000)]
    [MemberData(nameof(Kinds))]
    public async Task What_is_no_payload_is_400_and_what_nobody_has_404(string kind)
    {
        var delivery = ForgeDelivery.Push(kind, "ann/nobodys");

        await SendAsync(delivery.Signed(kind, SecretOf(kind))).ShouldFailAsync(HttpStatusCode.NotFound);
        foreach (var body in new[] { "", "{}", "[]", "null", "{\"repository\":7,\"project\":7}", delivery.Body[..^5], delivery.Body.Replace("\"ann/nobodys\"", "[]", StringComparison.Ordinal) })
            await SendAsync((delivery with { Body = body }).Signed(kind, SecretOf(kind))).ShouldFailAsync(HttpStatusCode.BadRequest);
    }

    [Fact(Timeout = 180_000)]
    public async Task Each_secret_of_a_project_is_taken_while_one_takes_another_s_place()
    {
        foreach (var secret in new[] { "the new one", "the old one" })
            await SendAsync(ForgeDelivery.Push("gitea", "ann/rotating", "refs/heads/next").Signed("gitea", secret)).ShouldAnswerAsync(HttpStatusCode.OK);
        await SendAsync(ForgeDelivery.Push("gitea", "ann/rotating", "refs/heads/next").Signed("gitea", RunningServer.Secret)).ShouldFailAsync(HttpStatusCode.Unauthorized);
    }

    [Fact(Timeout = 180_000)]
    public async Task An_address_tells_apart_what_two_forges_call_the_same()
    {
        (await SendAsync(ForgeDelivery.Push("gitea", "ann/same").Signed("gitea", RunningServer.Secret)).ShouldAnswerAsync(HttpStatusCode.Accepted)).Text("project").ShouldBe("at-gitea");
        (await SendAsync(ForgeDelivery.Push("gitlab", "ann/same").Signed("gitlab", RunningServer.Secret)).ShouldAnswerAsync(HttpStatusCode.Accepted)).Text("project").ShouldBe("at-gitlab");
        await SendAsync(ForgeDelivery.Push("bitbucket", "ann/same").Signed("bitbucket", RunningServer.Secret)).ShouldFailAsync(HttpStatusCode.NotFound);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_push_of_several_branches_deploys_each_that_is_tracked()
    {
        var delivery = ForgeDelivery.Bitbucket("ann/several", ("refs/heads/a", false), ("refs/heads/unknown", false), ("refs/heads/b", false)).Signed("bitbucket", RunningServer.Secret);

        var answer = await SendAsync(delivery).ShouldAnswerAsync(HttpStatusCode.Accepted);

        answer["projects"].ShouldBeOfType<JsonArray>().Select(project => (project.Text("project"), project.Text("status"))).ShouldBe([("several-a", "accepted"), ("several-b", "accepted")]);
    }

    [Fact(Timeout = 180_000)]
    public async Task Of_several_branches_that_were_pushed_at_once_none_is_lost_where_the_project_takes_one_at_a_time()
    {
        var delivery = ForgeDelivery.Bitbucket("ann/held", ("refs/heads/main", false), ("refs/tags/v1", false)).Signed("bitbucket", RunningServer.Secret);

        var busy = await SendAsync(delivery).ShouldAnswerAsync(HttpStatusCode.Conflict);
        (busy.Text("error"), busy.Text("project")).ShouldBe(("Deploy already in progress", "held"));

        fixture.Folder.Write("go", "");
        await server.ResultAsync("held");
        var again = await SendAsync(delivery).ShouldAnswerAsync(HttpStatusCode.Accepted);
        again["projects"].ShouldBeOfType<JsonArray>().Select(project => project.Text("status")).ShouldBe(["duplicate", "accepted"]);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_signed_delivery_that_is_sent_again_under_another_unsigned_name_is_the_same()
    {
        var delivery = ForgeDelivery.Push("gitlab signed", "ann/replayed").Signed("gitlab signed", Token);
        await server.EndedAsync((await SendAsync(delivery).ShouldAnswerAsync(HttpStatusCode.Accepted)).Text("id"));

        (await SendAsync(delivery.With("Idempotency-Key", $"{Guid.NewGuid()}")).ShouldAnswerAsync(HttpStatusCode.OK)).Text("status").ShouldBe("duplicate");
    }

    private Task<HttpResponseMessage> SendAsync(ForgeDelivery delivery) => server.Http.SendAsync(delivery.ToRequest());

    private static string Project(string kind) => kind.Replace(' ', '-');

    private static string SecretOf(string kind) => kind == "gitlab signed" ? Token : RunningServer.Secret;

    public sealed class Fixture() : SharedServer(
        $$"""
        defaults: { path: "{folder}", deploy_mode: script-only, deploy_script: /bin/true }
        projects:
          - { name: gitea, repo: ann/gitea }
          - { name: forgejo, repo: ann/forgejo }
          - { name: gogs, repo: ann/gogs }
          - { name: gitlab, repo: ann/gitlab }
          - { name: gitlab-signed, repo: ann/gitlab-signed, webhook_secret: {{Token}} }
          - { name: bitbucket, repo: ann/bitbucket }
          - { name: refused, repo: ann/refused }
          - { name: rotating, repo: ann/rotating, webhook_secret: [the new one, the old one] }
          - { name: at-gitea, repo: "http://git.example:3000/ann/same" }
          - { name: at-gitlab, repo: "git@gitlab.example:ann/same.git" }
          - { name: replayed, repo: ann/replayed, webhook_secret: {{Token}} }
          - { name: held, repo: ann/held, tags: v*, branch: main, deploy_script: held.sh }
          - { name: several-a, repo: ann/several, branch: a }
          - { name: several-b, repo: ann/several, branch: b }
        """)
    {
        protected override void Prepare() => Folder.WriteScript("held.sh", "while [ ! -e go ]; do sleep 0.05; done");
    }
}
