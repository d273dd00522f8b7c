using System.Net;
using System.Text.Json.Nodes;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>The calls of those who had one service of a home server updated to an image, signed by <c>X-Hub-Signature-256</c>.</summary>
[Trait("Category", "EndToEnd")]
[Trait("Runs", "Once")]
public sealed class Seed002Tests : IClassFixture<Seed002Tests.Fixture>
{
    private const string Secret = "the-webhook-secret-of-the-home-server";

    private const string Post =
        """
        SIGNATURE=$(echo -n "$PAYLOAD" | openssl dgst -sha256 -hmac "$SECRET" | sed 's/^.* //')
        curl -X POST "$URL/deploy" \
          -H "X-Hub-Signature-256: sha256=$SIGNATURE" \
          -H "Content-Type: application/json" \
          -d "$PAYLOAD"
        """;

    private readonly Fixture fixture;

    public Seed002Tests(Fixture fixture)
    {
        Assert.SkipUnless(LocalRegistry.MissingReason is null, LocalRegistry.MissingReason ?? "");
        this.fixture = fixture;
    }

    [Fact(Timeout = 270_000)]
    public async Task A_service_is_taken_to_an_image_and_back_where_that_does_not_stay_up()
    {
        var running = fixture.Ids("hello-world");

        var good = await CallAsync("portal", fixture.Reference("v2"), HttpStatusCode.OK);

        good.Json.Flag("success").ShouldBeTrue();
        good.Json.Text("service").ShouldBe("portal");
        good.Json.Text("message").ShouldBe("Deployment successful");
        good.Json.Text("old_image").ShouldBe(fixture.Reference("latest"));
        good.Json.Text("new_image").ShouldBe(fixture.Reference("v2"));
        string[] documented = ["capture_state", "pull_image", "compose_up", "health_check"];
        DocumentedSteps(good, documented).ShouldBe(documented);
        good.Json["steps"].ShouldBeOfType<JsonArray>().ShouldAllBe(step => step.Flag("success"));
        good.Json["error"].ShouldBeNull();
        var second = fixture.ImageId("portal");
        second.ShouldBe(good.Json.Text("new_image_id"));
        second.ShouldNotBe(good.Json.Text("old_image_id"));

        var bad = await CallAsync("portal", fixture.Reference("exiting"), HttpStatusCode.InternalServerError);

        bad.Json.Flag("success").ShouldBeFalse();
        bad.Json.Text("service").ShouldBe("portal");
        bad.Json.Text("error").ShouldStartWith("portal is exited with 3; rolled back to ");
        bad.Json.Text("logs").ShouldContain("no database");
        DocumentedSteps(bad, documented).ShouldBe(documented);
        bad.Step("health_check").Flag("success").ShouldBeFalse();
        bad.Json.Flag("rolled_back").ShouldBeTrue();
        fixture.ImageId("portal").ShouldBe(second);
        fixture.Ids("hello-world").ShouldBe(running, "nobody else is disturbed");
    }

    [Fact(Timeout = 180_000)]
    public async Task An_image_that_cannot_be_fetched_is_500_and_nothing_is_touched()
    {
        var running = fixture.Ids("hello-world");

        var answer = await CallAsync("hello-world", fixture.Reference("nowhere"), HttpStatusCode.InternalServerError);

        answer.Json.Flag("success").ShouldBeFalse();
        answer.Step("pull_image").Flag("success").ShouldBeFalse();
        answer.Json.Text("logs").ShouldContain("manifest unknown");
        answer.Json.Flag("rolled_back").ShouldBeFalse();
        fixture.Ids("hello-world").ShouldBe(running);
    }

    [Theory(Timeout = 180_000)]
    [InlineData("xyz")]
    [InlineData("not-listed")] // It is in the compose file, and not among those that may be updated.
    public async Task A_service_that_may_not_be_updated_is_404_and_no_other_is_named(string service)
    {
        var answer = await CallAsync(service, fixture.Reference("v2"), HttpStatusCode.NotFound);

        answer.Json.ToJsonString().ShouldNotContain("portal");
        fixture.Ids("not-listed").ShouldBeEmpty();
    }

    [Theory(Timeout = 180_000)]
    [InlineData("""PAYLOAD='{"service":"portal"}'; SECRET=wrong""")]
    [InlineData("""PAYLOAD='{"service":"xyz"}'; SECRET=wrong""")]
    public async Task A_wrong_signature_is_401(string wrong)
    {
        (await fixture.Server.ScriptAsync(Secret, $"{wrong}\n{Post}", HttpStatusCode.Unauthorized)).Json.Members().ShouldBe(["error"]);
        await fixture.Server.ScriptAsync(Secret, $"{wrong}\ncurl -X POST \"$URL/deploy\" -d \"$PAYLOAD\"", HttpStatusCode.Unauthorized);
    }

    [Fact(Timeout = 180_000)]
    public async Task Root_and_health_are_for_anybody()
    {
        (await fixture.Server.ScriptAsync(Secret, """curl "$URL/health" """, HttpStatusCode.OK)).Json.Text("status").ShouldBe("ok");
        var root = await fixture.Server.ScriptAsync(Secret, """curl "$URL/" """, HttpStatusCode.OK);
        root.Json.Text("service").ShouldBe("pi-deployer");
        root.Json["endpoints"].Text("health").ShouldBe("GET /health");
    }

    /// <summary>The repository is told as a text, which no forge does.</summary>
    private Task<CallerAnswer> CallAsync(string service, string image, HttpStatusCode status) => fixture.Server.ScriptAsync(
        Secret,
        $$"""
        PAYLOAD='{
          "service": "{{service}}",
          "image": "{{image}}",
          "repository": "ann/homeserver-portal",
          "commit": "abc123",
          "message": "Update homepage"
        }'
        {{Post}}
        """,
        status);

    private static IEnumerable<string> DocumentedSteps(CallerAnswer answer, string[] documented) =>
        answer.Json["steps"].ShouldBeOfType<JsonArray>().Select(step => step.Text("step")).Where(documented.Contains);

    /// <summary>A home server with two services that may be updated and one that may not, whose images are in a registry.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        private readonly TempDirectory folder = new();
        private readonly DockerImages images = new();
        private readonly Stack stack;
        private LocalRegistry? registry;
        private RunningServer? server;

        public Fixture() => stack = new Stack(folder.Path);

        internal RunningServer Server => server ?? throw new InvalidOperationException("It is not running.");

        private LocalRegistry Registry => registry ?? throw new InvalidOperationException("It is not running.");

        public async ValueTask InitializeAsync()
        {
            if (LocalRegistry.MissingReason is not null)
                return;
            registry = await LocalRegistry.StartAsync();
            images.Add("exiting", AppImage.ExitingAtStart());
            foreach (var (image, tag) in new[] { ("v1", "latest"), ("v2", "v2"), ("exiting", "exiting") })
                await registry.PushAsync(images.Reference(image), tag);

            stack.Write([("portal", Reference("latest")), ("hello-world", Reference("latest")), ("not-listed", Reference("latest"))], "restart: \"no\"");
            stack.Up("portal", "hello-world");
            server = await RunningServer.StartAsync(
                folder,
                $"projects: [{{ name: {stack.Name}, path: {stack.Folder}, deploy_mode: compose-update, services: [portal, hello-world] }}]",
                ("DEPLOY_TOKEN", ""),
                ("GITHUB_WEBHOOK_SECRET", ""),
                ("WEBHOOK_SECRET", Secret),
                ("STEADY_TIME", "1"));
        }

        public async ValueTask DisposeAsync()
        {
            if (server is not null)
                await server.DisposeAsync();
            if (registry is not null)
                stack.Dispose();
            registry?.Dispose();
            images.Dispose();
            folder.Dispose();
        }

        public string Reference(string tag) => Registry.Reference(tag);

        public string[] Ids(string service) => stack.Ids(service);

        public string ImageId(string service) => stack.ImageIds(service).ShouldHaveSingleItem();
    }
}
