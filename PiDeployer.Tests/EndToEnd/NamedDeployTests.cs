using System.Net;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary><c>POST /deploy/NAME</c>.</summary>
[Trait("Category", "EndToEnd")]
public sealed class NamedDeployTests(NamedDeployTests.Fixture fixture) : IClassFixture<NamedDeployTests.Fixture>
{
    private const string OwnSecret = "a-secret-of-its-own";

    private readonly RunningServer server = fixture.Server;

    [Fact(Timeout = 180_000)]
    public async Task It_is_accepted_and_runs()
    {
        var answer = await server.SendAuthorizedAsync(HttpMethod.Post, "/deploy/plain").ShouldAnswerAsync(HttpStatusCode.Accepted);

        answer.Members().ShouldBe(["status", "project", "id"]);
        answer.Text("status").ShouldBe("accepted");
        answer.Text("project").ShouldBe("plain");
        (await server.ResultAsync("plain")).Flag("success").ShouldBeTrue();
    }

    [Theory(Timeout = 180_000)]
    [InlineData("a.b")]
    [InlineData("a%20b")]
    [InlineData("..%2Fplain")]
    [InlineData("..%5Cplain")]
    [InlineData("pl%C3%A4in")]
    [InlineData("plain%00")]
    [InlineData("-%3B-")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task A_bad_key_is_400_whoever_asks(string key)
    {
        var (anonymous, _, error) = await RawHttp.SendAsync(server.Address, $"POST /deploy/{key}", ["Content-Length: 0"]);
        var (authorized, _, _) = await RawHttp.SendAsync(
            server.Address, $"POST /deploy/{key}", ["Content-Length: 0", $"Authorization: Bearer {RunningServer.Token}"]);

        (anonymous, authorized).ShouldBe((400, 400));
        if (key != "plain%00") // The server itself refuses a zero byte, before there is anything to answer in JSON.
            error.Text("error").ShouldContain("project key");
    }

    [Fact(Timeout = 180_000)]
    public async Task Bad_auth_is_401_before_anything_is_said_about_the_project()
    {
        await server.Http.PostAsync("/deploy/unknown", null).ShouldFailAsync(HttpStatusCode.Unauthorized);
        await server.SendAuthorizedAsync(HttpMethod.Post, "/deploy/unknown").ShouldFailAsync(HttpStatusCode.NotFound);
        (await SignedAsync("unknown", "", RunningServer.Secret, "unknown")).ShouldBe(HttpStatusCode.NotFound);
        (await SignedAsync("unknown", "", OwnSecret, "unknown")).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_busy_project_is_409_but_only_to_those_who_may_know()
    {
        await server.SendAuthorizedAsync(HttpMethod.Post, "/deploy/slow").ShouldAnswerAsync(HttpStatusCode.Accepted);

        var busy = await server.SendAuthorizedAsync(HttpMethod.Post, "/deploy/slow").ShouldAnswerAsync(HttpStatusCode.Conflict);
        busy.Text("error").ShouldBe("Deploy already in progress");
        busy.Text("project").ShouldBe("slow");
        (await SignedAsync("slow", "", RunningServer.Secret, "slow")).ShouldBe(HttpStatusCode.Conflict);
        await server.Http.PostAsync("/deploy/slow", null).ShouldFailAsync(HttpStatusCode.Unauthorized);
        (await server.StatusAsync("slow")).Flag("deploying").ShouldBeTrue();

        fixture.Folder.Write("go", "");
        (await server.ResultAsync("slow")).Flag("success").ShouldBeTrue();
        await server.SendAuthorizedAsync(HttpMethod.Post, "/deploy/slow").ShouldAnswerAsync(HttpStatusCode.Accepted);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_signature_over_the_body_is_as_good_as_the_token() =>
        (await SignedAsync("signed", "{}", RunningServer.Secret, "{}")).ShouldBe(HttpStatusCode.Accepted);

    [Fact(Timeout = 180_000)]
    public async Task An_empty_body_signs_the_name() =>
        (await SignedAsync("signed-empty", "", RunningServer.Secret, "signed-empty")).ShouldBe(HttpStatusCode.Accepted);

    [Theory(Timeout = 180_000)]
    [InlineData("{}", "{ }")]
    [InlineData("{}", "never")]
    [InlineData("", "")]
    [InlineData("", "plain")]
    [InlineData("", "NEVER")]
    public async Task A_signature_over_anything_else_is_401(string body, string signedText)
    {
        (await SignedAsync("never", body, RunningServer.Secret, signedText)).ShouldBe(HttpStatusCode.Unauthorized);
        await server.ShouldNotHaveDeployedAsync("never");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_project_s_own_secret_takes_the_place_of_the_global_one()
    {
        (await SignedAsync("own", "", RunningServer.Secret, "own")).ShouldBe(HttpStatusCode.Unauthorized);
        (await SignedAsync("own", "", OwnSecret, "own")).ShouldBe(HttpStatusCode.Accepted);
    }

    private async Task<HttpStatusCode> SignedAsync(string name, string body, string secret, string signedText)
    {
        var webhook = Webhook.Of(body) with { Event = null, Signature = Webhook.Sign(secret, System.Text.Encoding.UTF8.GetBytes(signedText)) };
        using var request = webhook.ToRequest($"/deploy/{name}");
        using var answer = await server.Http.SendAsync(request);
        return answer.StatusCode;
    }

    public sealed class Fixture() : SharedServer(
        $$"""
        max_parallel: 8
        defaults: { path: /tmp, repo: ann/shop, deploy_mode: script-only, deploy_script: /bin/true }
        projects:
          - name: plain
          - name: signed
          - name: signed-empty
          - name: never
          - { name: own, webhook_secret: {{OwnSecret}} }
          - { name: slow, path: "{folder}", deploy_script: "{folder}/slow.sh" }
        """)
    {
        protected override void Prepare() => Folder.WriteScript("slow.sh", "while [ ! -e go ]; do sleep 0.05; done");
    }
}
