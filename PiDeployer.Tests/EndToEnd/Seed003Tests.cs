using System.Net;
using System.Text.Json.Nodes;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>The calls of those who keep their machine's stacks in a repository, and have what changed of it deployed.</summary>
[Trait("Category", "EndToEnd")]
[Trait("Runs", "Once")]
public sealed class Seed003Tests : IClassFixture<DockerImages>, IDisposable
{
    private const string Secret = "the-webhook-secret-of-the-environment";

    private const string PostPublished =
        """
        SIGNATURE=$(printf '{"action":"published"}' | openssl dgst -sha256 -hmac "$SECRET" | cut -d ' ' -f2)
        curl -X POST "$URL/redeploy-and-update/$NAME" \
          -H "X-Hub-Signature-256: sha256=$SIGNATURE" \
          -H "X-GitHub-Event: package" \
          -H "Content-Type: application/json" \
          -d '{"action":"published"}'
        """;

    private const string PostChanged =
        """
        SIGNATURE=$(printf '%s' "$PAYLOAD" | openssl dgst -sha256 -hmac "$SECRET" | cut -d ' ' -f2)
        curl -X POST "$URL/deploy-all-changed" -H "X-Hub-Signature-256: sha256=$SIGNATURE" -H "Content-Type: application/json" -d "$PAYLOAD"
        """;

    private readonly TempDirectory folder;
    private readonly DockerImages images;
    private readonly GitRepository environment;
    private readonly Stack books;
    private readonly Stack radio;

    public Seed003Tests(DockerImages images)
    {
        Assert.SkipUnless(DockerImages.MissingReason is null, DockerImages.MissingReason ?? "");
        this.images = images;
        folder = new TempDirectory();
        environment = new GitRepository(folder, "environment");
        books = new Stack(Path.Combine(environment.Checkout, "services"));
        radio = new Stack(Path.Combine(environment.Checkout, "services"));
    }

    [Fact(Timeout = 360_000)]
    public async Task What_changed_is_deployed_and_what_did_not_is_left_alone()
    {
        await using var server = await StartAsync();
        Push(books, "v1");
        Push(radio, "v1");

        var first = await server.ScriptAsync(Secret, $"PAYLOAD='{{}}'\n{PostChanged}", HttpStatusCode.OK);

        first.Json.Flag("success").ShouldBeTrue();
        States(first).ShouldBe([(books.Name, "succeeded"), (radio.Name, "succeeded")], ignoreOrder: true);
        books.Images().Concat(radio.Images()).ShouldBe([images.Reference("v1"), images.Reference("v1")], "they are started where they do not run");

        var running = books.Ids();
        Push(radio, "v2");
        // The environment's own webhook may call here too.
        var push = Webhook.PushPayload("ann/environment", "refs/heads/main", environment.InDeveloper("rev-parse", "HEAD"), "a change").ToJsonString();
        var second = await server.ScriptAsync(Secret, $"PAYLOAD='{push}'\n{PostChanged}", HttpStatusCode.OK);

        States(second).ShouldBe([(books.Name, "skipped"), (radio.Name, "succeeded")], ignoreOrder: true);
        radio.Images().ShouldBe([images.Reference("v2")]);
        books.Ids().ShouldBe(running);
    }

    [Fact(Timeout = 360_000)]
    public async Task A_stack_that_fails_is_500_and_says_which()
    {
        await using var server = await StartAsync();
        Push(radio, "nowhere");

        var answer = await server.ScriptAsync(Secret, $"PAYLOAD='{{}}'\n{PostChanged}", HttpStatusCode.InternalServerError);

        answer.Json.Flag("success").ShouldBeFalse();
        answer.Json.Text("error").ShouldBe($"not all stacks were deployed: {radio.Name}");
        var failed = answer.Json["results"].ShouldBeOfType<JsonArray>().ShouldHaveSingleItem();
        failed.Text("error").ShouldContain("No such image");
    }

    [Fact(Timeout = 360_000)]
    public async Task A_published_image_is_deployed_where_it_belongs_and_any_other_action_is_none_of_ours()
    {
        await using var server = await StartAsync();
        Push(books, "v1");
        environment.InCheckout("pull", "-q");

        await IgnoresAsync(server, "updated");
        books.Ids().ShouldBeEmpty();

        var started = await server.ScriptAsync(Secret, $"NAME={books.Name}\n{PostPublished}", HttpStatusCode.OK);
        started.Json.Flag("success").ShouldBeTrue();
        started.Json.Text("stack").ShouldBe(books.Name);
        books.Images().ShouldBe([images.Reference("v1")], "it is started where it does not run");
        (await server.StatusAsync(books.Name)).Flag("success").ShouldBeTrue();

        // A service of a stack does as well.
        var service = await server.ScriptAsync(Secret, $"NAME=web\n{PostPublished}", HttpStatusCode.OK);
        (service.Json.Text("stack"), service.Json.Text("service")).ShouldBe((books.Name, "web"));
    }

    [Fact(Timeout = 180_000)]
    public async Task A_wrong_signature_is_401_and_nothing_is_done()
    {
        await using var server = await StartAsync();
        Push(books, "v1");
        environment.InCheckout("pull", "-q");

        await server.ScriptAsync("wrong", $"NAME={books.Name}\n{PostPublished}", HttpStatusCode.Unauthorized);
        await server.ScriptAsync("wrong", $"NAME=unknown\n{PostPublished}", HttpStatusCode.Unauthorized);
        await server.ScriptAsync("wrong", $"PAYLOAD='{{}}'\n{PostChanged}", HttpStatusCode.Unauthorized);
        await server.ScriptAsync(Secret, """curl -X POST "$URL/deploy-all-changed" -d '{}' """, HttpStatusCode.Unauthorized);
        await server.ScriptAsync(Secret, $$"""curl -X POST "$URL/redeploy-and-update/{{books.Name}}" -d '{"action":"published"}' """, HttpStatusCode.Unauthorized);
        await server.ShouldNotHaveDeployedAsync(books.Name);
        await server.ShouldNotHaveDeployedAsync("environment");
    }

    [Fact(Timeout = 180_000)]
    public async Task What_there_is_not_is_404_and_what_is_no_event_is_400()
    {
        await using var server = await StartAsync();
        Push(books, "v1");
        environment.InCheckout("pull", "-q");

        (await server.ScriptAsync(Secret, $"NAME=unknown\n{PostPublished}", HttpStatusCode.NotFound)).Json.ToJsonString().ShouldNotContain(books.Name);
        foreach (var body in new[] { "published", "[]", """{"action":""", """{"action":"\ud800"}""" })
            await server.Http.SendAsync(new SignedCall($"/redeploy-and-update/{books.Name}", body) { Secret = Secret }).ShouldFailAsync(HttpStatusCode.BadRequest);
        await IgnoresAsync(server, "deleted");
        await server.Http.SendAsync(new SignedCall("/deploy-all-changed?project=unknown", "{}") { Secret = Secret }).ShouldFailAsync(HttpStatusCode.NotFound);
        await server.ScriptAsync(Secret, """curl "$URL/health" """, HttpStatusCode.OK);
        await server.ShouldNotHaveDeployedAsync(books.Name);
    }

    public void Dispose()
    {
        books.Dispose();
        radio.Dispose();
        folder.Dispose();
    }

    private Task<RunningServer> StartAsync() => RunningServer.StartAsync(
        folder,
        $"projects: [{{ name: environment, repo: ann/environment, path: {environment.Checkout}, stacks: {{ folder: services }} }}]",
        ("DEPLOY_TOKEN", ""),
        ("GITHUB_WEBHOOK_SECRET", ""),
        ("WEBHOOK_SECRET", Secret),
        ("STEADY_TIME", "1"));

    private void Push(Stack stack, string version) =>
        environment.Push($"services/{stack.Name}/compose.yaml", Stack.Text([("web", images.Reference(version))], "pull_policy: never"), $"{stack.Name} at {version}");

    private async Task IgnoresAsync(RunningServer server, string action)
    {
        var answer = await server.Http.SendAsync(new SignedCall($"/redeploy-and-update/{books.Name}", $$"""{"action":"{{action}}"}""") { Secret = Secret, Event = "package" })
            .ShouldAnswerAsync(HttpStatusCode.OK);
        (answer.Text("status"), answer.Text("reason")).ShouldBe(("skipped", $"Action '{action}' is not 'published'"));
        await server.ShouldNotHaveDeployedAsync(books.Name);
    }

    private static IEnumerable<(string Stack, string State)> States(CallerAnswer answer) =>
        answer.Json["results"].ShouldBeOfType<JsonArray>().Select(result => (result.Text("stack"), result.Text("state")));
}
