using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>Calls that name what they want, and how long they wait for it.</summary>
[Trait("Category", "EndToEnd")]
public sealed class CallTests(CallTests.Fixture fixture) : IClassFixture<CallTests.Fixture>
{
    private const string OwnSecret = "a-secret-of-its-own";

    private readonly RunningServer server = fixture.Server;

    public static TheoryData<string> Malformed =>
    [
        """{"stack":5}""", """{"stack":null}""", """{"stack":["never"]}""", """{"stack":{"name":"never"}}""", """{"stack":""}""", """{"stack":"../never"}""", """{"stack":"never\u0000"}""",
        """{"stack":"never","project":"plain"}""", """{"stack":"never","project":{}}""", """{"stack":"never","image":"x:1"}""", """{"stack":"never","service":""}""",
        """{"stack":"never","service":"web","image":"--all"}""", """{"stack":"\ud800"}""", """{"nested":{"stack":"never"}}""", """{"stack":"never"}{}""", """{"stack":"never" """,
        "{}", "[]", "5", "stack=never",
    ];

    [Theory(Timeout = 180_000)]
    [InlineData("""{"stack":"plain"}""", false)]
    [InlineData("""{"project":"plain"}""", false)]
    [InlineData("""{"stack":"plain","commit":"0123456789abcdef0123456789abcdef01234567","message":"Mend it"}""", true)]
    public async Task It_is_answered_with_how_it_ended(string body, bool byDigest)
    {
        var answer = await SendAsync(new SignedCall("/deploy", body) { ByDigest = byDigest }).ShouldAnswerAsync(HttpStatusCode.OK);

        answer.Members().ShouldBe(["ok", "success", "state", "project", "stack", "id", "message", "steps", "started_at", "finished_at", "rolled_back"]);
        (answer.Flag("ok"), answer.Flag("success"), answer.Text("state")).ShouldBe((true, true, "succeeded"));
        var record = await server.RecordAsync(answer.Text("id"));
        record.Text("project").ShouldBe("plain");
        record.Text("trigger").ShouldBe("manual");
    }

    [Theory(Timeout = 180_000)]
    [MemberData(nameof(Malformed))]
    public async Task What_names_nothing_usable_is_400_and_nothing_is_done(string body)
    {
        await SendAsync(new SignedCall("/deploy", body)).ShouldFailAsync(HttpStatusCode.BadRequest);
        await server.ShouldNotHaveDeployedAsync("never");
    }

    [Fact(Timeout = 180_000)]
    public async Task Nesting_without_end_is_400() =>
        await SendAsync(new SignedCall("/deploy", $$"""{"stack":"never","x":{{new string('[', 10_000)}}""")).ShouldFailAsync(HttpStatusCode.BadRequest);

    [Fact(Timeout = 180_000)]
    public async Task An_unknown_name_is_404_for_who_signs_and_401_for_everybody_else()
    {
        var error = await SendAsync(new SignedCall("/deploy", """{"stack":"unknown"}""")).ShouldFailAsync(HttpStatusCode.NotFound);

        error.ShouldBe("Unknown project: unknown");
        (await SendAsync(new SignedCall("/deploy", """{"service":"unknown"}""")).ShouldFailAsync(HttpStatusCode.NotFound)).ShouldBe("Unknown service: unknown");
        await SendAsync(new SignedCall("/deploy", """{"stack":"unknown"}""") { Secret = "wrong" }).ShouldFailAsync(HttpStatusCode.Unauthorized);
        await SendAsync(new SignedCall("/deploy", """{"stack":"unknown"}""") { Secret = OwnSecret }).ShouldFailAsync(HttpStatusCode.Unauthorized);
        await SendAsync(new SignedCall("/deploy", """{"service":"unknown"}""") { Secret = "wrong" }).ShouldFailAsync(HttpStatusCode.Unauthorized);
    }

    [Theory(Timeout = 180_000)]
    [InlineData("/deploy", """{"stack":"never"}""")]
    [InlineData("/deploy/never", "")]
    [InlineData("/deploy/never", "{}")]
    [InlineData("/redeploy-and-update/never", """{"action":"published"}""")]
    public async Task A_wrong_signature_is_401_and_nothing_is_done(string path, string body)
    {
        foreach (var byDigest in new[] { true, false })
            await SendAsync(new SignedCall(path, body) { Secret = "wrong", ByDigest = byDigest }).ShouldFailAsync(HttpStatusCode.Unauthorized);
        await server.Http.PostAsync(path, new StringContent(body)).ShouldFailAsync(HttpStatusCode.Unauthorized);
        await server.ShouldNotHaveDeployedAsync("never");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_project_s_own_secret_takes_the_place_of_the_global_one()
    {
        await SendAsync(new SignedCall("/deploy", """{"stack":"own"}""")).ShouldFailAsync(HttpStatusCode.Unauthorized);
        await SendAsync(new SignedCall("/deploy", """{"stack":"own"}""") { Secret = OwnSecret }).ShouldAnswerAsync(HttpStatusCode.OK);
    }

    [Fact(Timeout = 180_000)]
    public async Task Of_both_headers_one_that_is_right_is_enough_and_one_that_stands_there_twice_is_none()
    {
        const string body = """{"stack":"twice"}""";
        var right = Webhook.Sign(RunningServer.Secret, Encoding.UTF8.GetBytes(body));
        var digest = right["sha256=".Length..];

        (await RawAsync(body, $"X-Signature: {digest}", $"X-Signature: {digest}")).ShouldBe(401);
        (await RawAsync(body, $"X-Hub-Signature-256: {right}", $"X-Hub-Signature-256: {right}")).ShouldBe(401);
        (await RawAsync(body, $"X-Signature: {right}")).ShouldBe(401);
        (await RawAsync(body, "X-Signature: \xe9\xff")).ShouldBe(401);
        await server.ShouldNotHaveDeployedAsync("twice");
        foreach (var other in new[] { "sha256=0", right })
        {
            var both = new SignedCall("/deploy", body) { ByDigest = true }.ToRequest();
            both.Headers.Add("X-Hub-Signature-256", other);
            await SendAsync(both).ShouldAnswerAsync(HttpStatusCode.OK);
        }
    }

    [Theory(Timeout = 180_000)]
    [InlineData("""{"service":"web"}""", "web can be of several projects")]
    [InlineData("""{"stack":"one","service":"other"}""", "Unknown service: other")]
    [InlineData("""{"stack":"plain","service":"web"}""", "Unknown service: web")]
    public async Task A_service_is_updated_only_where_it_is_listed_and_only_one_at_a_time(string body, string expected)
    {
        var status = expected.StartsWith("Unknown", StringComparison.Ordinal) ? HttpStatusCode.NotFound : HttpStatusCode.BadRequest;

        (await SendAsync(new SignedCall("/deploy", body)).ShouldFailAsync(status)).ShouldStartWith(expected);
    }

    [Theory(Timeout = 180_000)]
    [InlineData("""{"stack":"forge"}""", "push")]
    [InlineData("""{"stack":"forge","repository":"ann/forge"}""", "push")]
    [InlineData("""{"stack":"forge"}""", "package")]
    [InlineData("""{"object_kind":"push","ref":"refs/heads/main","project":{"name":"forge","path_with_namespace":"ann/forge"},"repository":{"name":"forge"}}""", null)]
    public async Task What_a_forge_sends_is_not_taken_for_a_call(string body, string? eventName)
    {
        await SendAsync(new SignedCall("/deploy", body) { Event = eventName }).ShouldFailAsync(HttpStatusCode.BadRequest);
        await server.ShouldNotHaveDeployedAsync("forge");
    }

    [Theory(Timeout = 180_000)]
    [InlineData("push")]
    [InlineData(null)]
    public async Task A_push_stays_a_push_whatever_else_it_tells(string? eventName)
    {
        var push = Webhook.PushPayload("ann/pushed", "refs/heads/other", "0123456789abcdef0123456789abcdef01234567", "a change");
        (push["service"], push["stack"], push["project"], push["image"]) = ("web", "never", "never", "x:1");

        var answer = await SendAsync(new SignedCall("/deploy", push.ToJsonString()) { Event = eventName }).ShouldAnswerAsync(HttpStatusCode.OK);

        answer.Text("reason").ShouldBe("Branch mismatch: got other, expected main");
        await server.ShouldNotHaveDeployedAsync("never");
    }

    [Fact(Timeout = 180_000)]
    public async Task By_name_it_is_202_unless_somebody_wants_to_wait()
    {
        var accepted = await server.PostAsync("/deploy/named").ShouldAnswerAsync(HttpStatusCode.Accepted);
        accepted.Members().ShouldBe(["status", "project", "id"]);
        await server.ResultAsync("named");

        var ended = await server.PostAsync("/deploy/named?wait=20").ShouldAnswerAsync(HttpStatusCode.OK);
        ended.Text("state").ShouldBe("succeeded");
        (await SendAsync(new SignedCall("/deploy/named?wait=20")).ShouldAnswerAsync(HttpStatusCode.OK)).Text("state").ShouldBe("succeeded");
        (await SendAsync(new SignedCall("/deploy/named")).ShouldAnswerAsync(HttpStatusCode.Accepted)).Text("status").ShouldBe("accepted");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_failure_is_500_with_the_step_that_failed_and_what_it_said_last()
    {
        var answer = await SendAsync(new SignedCall("/deploy", """{"stack":"bad"}""")).ShouldAnswerAsync(HttpStatusCode.InternalServerError);

        (answer.Flag("ok"), answer.Flag("success"), answer.Flag("rolled_back"), answer.Text("state")).ShouldBe((false, false, false, "failed"));
        answer.Text("error").ShouldBe($"{fixture.Folder.File("bad.sh")} exited with 3");
        var step = answer["steps"].ShouldBeOfType<JsonArray>().ShouldHaveSingleItem();
        step.Members().ShouldBe(["name", "step", "ok", "success", "duration_ms", "exit_code", "tail"]);
        (step.Flag("ok"), step.Number("exit_code")).ShouldBe((false, 3));
        step.Text("tail").ShouldEndWith("no luck today");
        answer.Text("logs").ShouldBe(step.Text("tail"));
    }

    [Fact(Timeout = 180_000)]
    public async Task Who_does_not_wait_is_told_the_id()
    {
        var answer = await SendAsync(new SignedCall("/deploy?wait=0", """{"stack":"unhurried"}""")).ShouldAnswerAsync(HttpStatusCode.Accepted);

        answer.Members().ShouldBe(["status", "project", "id"]);
        (await server.EndedAsync(answer.Text("id"))).Text("state").ShouldBe("succeeded");
    }

    [Fact(Timeout = 180_000)]
    public async Task Who_loses_patience_is_told_the_id_and_the_deployment_goes_on()
    {
        using var held = new HeldProject();
        await using var slow = await held.StartAsync();

        var answer = await slow.Http.SendAsync(new SignedCall("/deploy?wait=1", """{"stack":"shop"}""")).ShouldAnswerAsync(HttpStatusCode.Accepted);

        (await slow.RecordAsync(answer.Text("id"))).Text("state").ShouldBe("running");
        var busy = await slow.Http.SendAsync(new SignedCall("/deploy", """{"stack":"shop"}""")).ShouldAnswerAsync(HttpStatusCode.Conflict);
        busy.Text("error").ShouldBe("Deploy already in progress");
        held.Release();
        (await slow.EndedAsync(answer.Text("id"))).Text("state").ShouldBe("succeeded");
    }

    [Fact(Timeout = 180_000)]
    public async Task Who_hangs_up_does_not_end_the_deployment()
    {
        using var held = new HeldProject();
        await using var slow = await held.StartAsync();
        using var caller = new CancellationTokenSource();
        var call = slow.Http.SendAsync(new SignedCall("/deploy", """{"stack":"shop"}"""), caller.Token);
        await Eventually.TrueAsync(() => held.Began.Length == 1, "it began");

        await caller.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => call);

        (await slow.RecordAsync(held.Began[0])).Text("state").ShouldBe("running");
        held.Release();
        (await slow.EndedAsync(held.Began[0])).Text("state").ShouldBe("succeeded");
    }

    [Fact(Timeout = 180_000)]
    public async Task By_its_address_a_service_of_it_can_be_named_in_the_body()
    {
        var answer = await SendAsync(new SignedCall("/deploy/one", """{"service":"web"}""")).ShouldAnswerAsync(HttpStatusCode.InternalServerError);
        (answer.Text("project"), answer.Text("service")).ShouldBe(("one", "web"));
        answer["steps"].ShouldBeOfType<JsonArray>().Select(step => step.Text("name")).ShouldBe(["config"], "there is no compose file");

        await SendAsync(new SignedCall("/deploy/one", """{"stack":"one","service":"web"}""")).ShouldAnswerAsync(HttpStatusCode.InternalServerError);
        (await SendAsync(new SignedCall("/deploy/one", """{"service":"worker"}""")).ShouldFailAsync(HttpStatusCode.NotFound)).ShouldBe("Unknown service: worker");
    }

    [Theory(Timeout = 180_000)]
    [InlineData("""{"stack":"one"}""", "The address and the body name two things; one is enough.")]
    [InlineData("""{"project":"one","service":"web"}""", "The address and the body name two things; one is enough.")]
    [InlineData("""{"service":5}""", "'service' is not a text.")]
    [InlineData("""{"service":"--all"}""", "'service' is not a name that a service can have.")]
    public async Task By_its_address_nothing_else_can_be_named(string body, string expected)
    {
        (await SendAsync(new SignedCall("/deploy/never", body)).ShouldFailAsync(HttpStatusCode.BadRequest)).ShouldBe(expected);
        await server.ShouldNotHaveDeployedAsync("never");
    }

    [Fact(Timeout = 180_000)]
    public async Task An_image_s_service_can_be_told_from_those_of_other_stacks()
    {
        (await SendAsync(new SignedCall("/redeploy-and-update/web")).ShouldFailAsync(HttpStatusCode.BadRequest)).ShouldStartWith("web can be of several projects");

        var answer = await SendAsync(new SignedCall("/redeploy-and-update/web?project=two")).ShouldAnswerAsync(HttpStatusCode.InternalServerError);

        (answer.Text("project"), answer.Text("service")).ShouldBe(("two", "web"));
        (await server.RecordAsync(answer.Text("id"))).Text("trigger").ShouldBe("package");
        await SendAsync(new SignedCall("/redeploy-and-update/worker?project=one")).ShouldFailAsync(HttpStatusCode.NotFound);
        await SendAsync(new SignedCall("/redeploy-and-update/web?project=nothing")).ShouldFailAsync(HttpStatusCode.NotFound);
        await SendAsync(new SignedCall("/redeploy-and-update/web?project=../two")).ShouldFailAsync(HttpStatusCode.BadRequest);
    }

    [Fact(Timeout = 180_000)]
    public async Task Who_waits_when_the_program_stops_is_told_how_it_ended_or_that_its_turn_comes_later()
    {
        using var held = new HeldProject();
        await using var slow = await held.StartAsync(", on_busy: queue");
        Task<HttpResponseMessage> CallAsync() => slow.Http.SendAsync(new SignedCall("/deploy", """{"stack":"shop"}"""));
        var runs = CallAsync();
        await Eventually.TrueAsync(() => held.Began.Length == 1, "the first began");
        var waits = CallAsync();
        await Eventually.TrueAsync(async () => (await slow.PageAsync()).Ids().Count() == 2, "the second waits");
        var second = (await slow.PageAsync("?project=shop")).Ids().Single(id => id != held.Began[0]);

        slow.Signal(PosixSignal.SIGTERM);
        slow.Signal(PosixSignal.SIGTERM);

        (await runs.ShouldAnswerAsync(HttpStatusCode.InternalServerError)).Text("state").ShouldBe("interrupted");
        (await waits.ShouldAnswerAsync(HttpStatusCode.Accepted)).Text("id").ShouldBe(second);
        await slow.ExitAsync();
    }

    [Theory(Timeout = 180_000)]
    [InlineData("x")]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("1&wait=2")]
    [InlineData("86401")]
    public async Task A_wait_that_is_no_time_is_400_and_nothing_is_done(string wait)
    {
        (await SendAsync(new SignedCall($"/deploy?wait={wait}", """{"stack":"never"}""")).ShouldFailAsync(HttpStatusCode.BadRequest)).ShouldContain("whole number of seconds");
        await server.PostAsync($"/deploy/never?wait={wait}").ShouldFailAsync(HttpStatusCode.BadRequest);
        await SendAsync(new SignedCall($"/redeploy-and-update/never?wait={wait}")).ShouldFailAsync(HttpStatusCode.BadRequest);
        using var push = Webhook.Push("ann/never").ToRequest($"/deploy?wait={wait}");
        await SendAsync(push).ShouldFailAsync(HttpStatusCode.BadRequest);
        await server.ShouldNotHaveDeployedAsync("never");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_push_too_can_be_waited_for()
    {
        using var push = Webhook.Push("ann/pushed").ToRequest("/deploy?wait=20");
        var answer = await SendAsync(push).ShouldAnswerAsync(HttpStatusCode.OK);

        (answer.Text("project"), answer.Text("state")).ShouldBe(("pushed", "succeeded"));
        (await server.SendAsync(Webhook.Push("ann/pushed")).ShouldAnswerAsync(HttpStatusCode.Accepted)).Text("status").ShouldBe("accepted");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_push_of_several_projects_is_good_where_all_of_them_are()
    {
        using var good = Webhook.Push("ann/twins").ToRequest("/deploy?wait=20");
        using var mixed = Webhook.Push("ann/unlike").ToRequest("/deploy?wait=20");

        var both = await SendAsync(good).ShouldAnswerAsync(HttpStatusCode.OK);
        both["results"].ShouldBeOfType<JsonArray>().Select(result => result.Text("project")).ShouldBe(["castor", "pollux"]);
        var one = await SendAsync(mixed).ShouldAnswerAsync(HttpStatusCode.InternalServerError);
        one["results"].ShouldBeOfType<JsonArray>().Select(result => result.Flag("ok")).ShouldBe([true, false]);
    }

    private Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => server.Http.SendAsync(request);

    private async Task<int> RawAsync(string body, params string[] headers)
    {
        var (status, _, _) = await RawHttp.SendAsync(server.Address, "POST /deploy", [$"Content-Length: {body.Length}", .. headers], Encoding.UTF8.GetBytes(body));
        return status;
    }

    public sealed class Fixture() : SharedServer(
        $$"""
        max_parallel: 8
        defaults: { deploy_mode: script-only, deploy_script: /bin/true, on_busy: queue }
        projects:
          - { name: plain, repo: ann/plain, path: "{folder}/plain" }
          - { name: named, repo: ann/named, path: "{folder}/named" }
          - { name: never, repo: ann/never, path: "{folder}/never" }
          - { name: twice, repo: ann/twice, path: "{folder}/twice" }
          - { name: forge, repo: ann/forge, path: "{folder}/forge" }
          - { name: unhurried, repo: ann/unhurried, path: "{folder}/unhurried" }
          - { name: own, repo: ann/own, path: "{folder}/own", webhook_secret: {{OwnSecret}} }
          - { name: bad, repo: ann/bad, path: "{folder}/bad", deploy_script: "{folder}/bad.sh" }
          - { name: pushed, repo: ann/pushed, path: "{folder}/pushed" }
          - { name: castor, repo: ann/twins, path: "{folder}/castor" }
          - { name: pollux, repo: ann/twins, path: "{folder}/pollux" }
          - { name: like, repo: ann/unlike, path: "{folder}/like" }
          - { name: unlike, repo: ann/unlike, path: "{folder}/unlike", deploy_script: "{folder}/bad.sh" }
          - { name: one, path: "{folder}/one", deploy_mode: compose-update, deploy_script: , services: web }
          - { name: two, path: "{folder}/two", deploy_mode: compose-update, deploy_script: , services: [web, worker] }
        """)
    {
        protected override void Prepare()
        {
            Folder.WriteScript("bad.sh", "echo no luck today; exit 3");
            foreach (var project in new[] { "plain", "named", "never", "twice", "forge", "unhurried", "own", "bad", "pushed", "castor", "pollux", "like", "unlike", "one", "two" })
                Directory.CreateDirectory(Folder.File(project));
        }
    }
}
