using System.Net;
using System.Text.Json.Nodes;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>The calls of those who had a stack updated by a job of theirs, signed by <c>X-Signature</c>, with nothing configured but the folder and the secret.</summary>
[Trait("Category", "EndToEnd")]
[Trait("Runs", "Once")]
public sealed class Seed001Tests : IClassFixture<DockerImages>, IDisposable
{
    private const string Secret = "the-deploy-secret-of-the-stacks";

    private const string PostPayload =
        """
        payload="{\"stack\":\"$STACK\"}"
        sig=$(printf '%s' "$payload" | openssl dgst -sha256 -hmac "$SECRET" -binary | xxd -p -c256)
        curl -X POST "$URL/deploy" \
          -H "Content-Type: application/json" \
          -H "X-Signature: $sig" \
          -d "$payload"
        """;

    private const string PostName =
        """
        sig=$(printf "$STACK" | openssl dgst -sha256 -hmac "$SECRET" -binary | xxd -p -c256)
        curl -X POST "$URL/deploy/$STACK" -H "X-Signature: $sig"
        """;

    private readonly TempDirectory folder;
    private readonly DockerImages images;
    private readonly Stack stack;

    public Seed001Tests(DockerImages images)
    {
        Assert.SkipUnless(DockerImages.MissingReason is null, DockerImages.MissingReason ?? "");
        this.images = images;
        folder = new TempDirectory();
        Directory.CreateDirectory(folder.File("stacks"));
        stack = new Stack(folder.File("stacks"));
    }

    [Fact(Timeout = 180_000)]
    public async Task A_stack_that_runs_is_brought_up_to_date_and_every_step_is_told()
    {
        stack.Write(("web", images.Reference("v1")));
        stack.Up();
        stack.Write(("web", images.Reference("v2")));
        await using var server = await StartAsync();

        var answer = await server.ScriptAsync(Secret, $"STACK={stack.Name}\n{PostPayload}", HttpStatusCode.OK);

        answer.Json.Flag("ok").ShouldBeTrue();
        answer.Json.Text("stack").ShouldBe(stack.Name);
        string[] documented = ["status", "config", "pull", "up"];
        answer.Steps.Where(documented.Contains).ShouldBe(documented);
        answer.Json["steps"].ShouldBeOfType<JsonArray>().ShouldAllBe(step => step.Flag("ok") && step.Number("duration_ms") >= 0);
        answer.Step("status").Text("tail").ShouldContain("web");
        answer.Step("up").Text("tail").ShouldContain("Started");
        answer.Json.Text("started_at").ShouldMatch(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$");
        string.CompareOrdinal(answer.Json.Text("finished_at"), answer.Json.Text("started_at")).ShouldBeGreaterThanOrEqualTo(0);
        stack.Images().ShouldBe([images.Reference("v2")]);
    }

    [Fact(Timeout = 180_000)]
    public async Task Without_a_body_the_name_is_signed_and_what_is_up_to_date_goes_on_running()
    {
        stack.Write(("web", images.Reference("v1")));
        stack.Up();
        var running = stack.Ids();
        await using var server = await StartAsync();

        var answer = await server.ScriptAsync(Secret, $"STACK={stack.Name}\n{PostName}", HttpStatusCode.OK);

        answer.Json.Flag("ok").ShouldBeTrue();
        stack.Ids().ShouldBe(running);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_stack_of_which_nothing_runs_is_409_and_stays_as_it_is()
    {
        stack.Write(("web", images.Reference("v1")));
        await using var server = await StartAsync();

        var answer = await server.ScriptAsync(Secret, $"STACK={stack.Name}\n{PostPayload}", HttpStatusCode.Conflict);

        answer.Json.Flag("ok").ShouldBeFalse();
        answer.Steps.ShouldBe(["status"]);
        answer.Json.Text("error").ShouldStartWith($"nothing of {stack.Name} runs, so there is nothing to update");
        stack.Ids().ShouldBeEmpty();
        // Once it runs, the same call is good.
        stack.Up();
        await server.ScriptAsync(Secret, $"STACK={stack.Name}\n{PostPayload}", HttpStatusCode.OK);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_step_that_fails_is_500_with_the_end_of_what_it_said_and_what_ran_goes_on_running()
    {
        stack.Write(("web", images.Reference("v1")));
        stack.Up();
        var running = stack.Ids();
        stack.Write([("web", images.Reference("v1"))], "pull_policy: never\n    imagee: v2");
        await using var server = await StartAsync();

        var answer = await server.ScriptAsync(Secret, $"STACK={stack.Name}\n{PostPayload}", HttpStatusCode.InternalServerError);

        // Compose cannot even say what runs; the very first step has it.
        answer.Json.Flag("ok").ShouldBeFalse();
        var failed = answer.Json["steps"].ShouldBeOfType<JsonArray>().Single(step => !step.Flag("ok"));
        failed.Text("tail").ShouldContain("Additional property imagee is not allowed");
        failed.Number("exit_code").ShouldBe(15);
        stack.Ids().ShouldBe(running);
    }

    [Fact(Timeout = 180_000)]
    public async Task An_image_that_is_nowhere_is_500_at_the_step_that_needs_it_and_the_one_before_runs_again()
    {
        stack.Write(("web", images.Reference("v1")));
        stack.Up();
        stack.Write(("web", images.Reference("nowhere")));
        await using var server = await StartAsync();

        var answer = await server.ScriptAsync(Secret, $"STACK={stack.Name}\n{PostPayload}", HttpStatusCode.InternalServerError);

        answer.Step("up").Flag("ok").ShouldBeFalse();
        answer.Step("up").Text("tail").ShouldContain("No such image");
        answer.Step("up").Number("exit_code").ShouldNotBe(0);
        answer.Json.Text("error").ShouldContain("No such image");
        answer.Json.Flag("rolled_back").ShouldBeTrue();
        stack.ImageIds().ShouldBe([images.Id("v1")]);
    }

    [Theory(Timeout = 180_000)]
    [InlineData("""curl -X POST "$URL/deploy/$STACK" """)]
    [InlineData("""curl -X POST "$URL/deploy" -H "Content-Type: application/json" -d "{\"stack\":\"$STACK\"}" """)]
    [InlineData("""curl -X POST "$URL/deploy/$STACK" -H "X-Signature: $(printf 'other' | openssl dgst -sha256 -hmac "$SECRET" -binary | xxd -p -c256)" """)]
    [InlineData("""curl -X POST "$URL/deploy/$STACK" -H "X-Signature: $(printf "$STACK" | openssl dgst -sha256 -hmac "not $SECRET" -binary | xxd -p -c256)" """)]
    [InlineData("""curl -X POST "$URL/deploy/$STACK" -H "X-Signature: $(printf "" | openssl dgst -sha256 -hmac "$SECRET" -binary | xxd -p -c256)" """)]
    public async Task A_missing_or_wrong_signature_is_401_and_nothing_is_done(string call)
    {
        stack.Write(("web", images.Reference("v1")));
        await using var server = await StartAsync();

        (await server.ScriptAsync(Secret, $"STACK={stack.Name}\n{call}", HttpStatusCode.Unauthorized)).Json.Text("error").ShouldNotContain(stack.Name);
        await server.ShouldNotHaveDeployedAsync(stack.Name);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_stack_that_there_is_not_is_404()
    {
        Directory.CreateDirectory(folder.File("stacks/empty"));
        await using var server = await StartAsync();

        await server.ScriptAsync(Secret, $"STACK=unknown\n{PostPayload}", HttpStatusCode.NotFound);
        await server.ScriptAsync(Secret, $"STACK=unknown\n{PostName}", HttpStatusCode.NotFound);
        await server.ScriptAsync(Secret, $"STACK=empty\n{PostName}", HttpStatusCode.NotFound);
        await server.ScriptAsync("wrong", $"STACK=unknown\n{PostName}", HttpStatusCode.Unauthorized);
    }

    [Fact(Timeout = 180_000)]
    public async Task The_eleventh_call_of_a_minute_is_429_and_told_when_to_come_again()
    {
        await using var server = await StartAsync(("RATE_LIMIT_PER_MIN", ""));
        for (var i = 0; i < 10; i++)
            await server.ScriptAsync(Secret, $"STACK=unknown\n{PostPayload}", HttpStatusCode.NotFound);

        foreach (var call in new[] { PostPayload, PostName })
            (await server.ScriptAsync(Secret, $"STACK=unknown\n{call}", HttpStatusCode.TooManyRequests)).RetryAfter.ShouldNotBeNull().ShouldBeInRange(1, 60);
        await server.ScriptAsync(Secret, """curl "$URL/health" """, HttpStatusCode.OK);
    }

    [Theory(Timeout = 180_000)]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task Health_is_200(string method)
    {
        await using var server = await StartAsync();

        (await server.ScriptAsync(Secret, $"curl -X {method} \"$URL/health\"", HttpStatusCode.OK)).Json.Text("status").ShouldBe("ok");
    }

    public void Dispose()
    {
        stack.Dispose();
        folder.Dispose();
    }

    /// <summary>With the old program's environment, and less patience than people have.</summary>
    private Task<RunningServer> StartAsync(params (string Name, string Value)[] environment) => RunningServer.StartAsync(
        folder, "projects: []", [("DEPLOY_TOKEN", ""), ("GITHUB_WEBHOOK_SECRET", ""), ("DEPLOY_SECRET", Secret), ("STACKS_ROOT", "stacks"), ("STEADY_TIME", "1"), .. environment]);
}
