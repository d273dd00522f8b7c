using System.Net;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

[Trait("Category", "EndToEnd")]
public sealed class WebhookSignatureTests(WebhookSignatureTests.Fixture fixture) : IClassFixture<WebhookSignatureTests.Fixture>
{
    private const string OwnSecret = "a-secret-of-its-own";
    private const string Header = "X-Hub-Signature-256";

    private readonly RunningServer server = fixture.Server;

    /// <summary>Each shape is made from the right signature, so that its shape alone is what is wrong.</summary>
    public static TheoryData<string> Shapes => [.. Makers.Keys];

    private static Dictionary<string, Func<string, string[]>> Makers { get; } = new()
    {
        ["missing"] = _ => [],
        ["empty"] = _ => [$"{Header}:"],
        ["blank"] = _ => [$"{Header}:    "],
        ["prefix only"] = _ => [$"{Header}: sha256="],
        ["without prefix"] = right => [$"{Header}: {right["sha256=".Length..]}"],
        ["prefix of another hash"] = right => [$"{Header}: {right.Replace("sha256=", "sha512=", StringComparison.Ordinal)}"],
        ["prefix in upper case"] = right => [$"{Header}: {right.Replace("sha", "SHA", StringComparison.Ordinal)}"],
        ["too short"] = right => [$"{Header}: {right[..^1]}"],
        ["too long"] = right => [$"{Header}: {right}0"],
        ["twice in one"] = right => [$"{Header}: {right},{right}"],
        ["digits in upper case"] = right => [$"{Header}: sha256={right["sha256=".Length..].ToUpperInvariant()}"],
        ["last digit wrong"] = right => [$"{Header}: {right[..^1]}{(right[^1] == '0' ? '1' : '0')}"],
        ["not hexadecimal"] = _ => [$"{Header}: sha256={new string('z', 64)}"],
        ["non-ASCII bytes"] = _ => [$"{Header}: sha256={new string('\u00ff', 64)}"],
        ["one non-ASCII byte"] = right => [$"{Header}: {right[..^1]}\u00e9"],
        ["UTF-8 cut in the middle"] = right => [$"{Header}: {right[..^1]}\u00c3"],
        ["10 kB"] = right => [$"{Header}: {right}{new string('0', 10 * 1024)}"],
        ["two headers"] = right => [$"{Header}: {right}", $"{Header}: {right}"],
        ["two headers, one wrong"] = right => [$"{Header}: sha256={new string('0', 64)}", $"{Header}: {right}"],
        ["in the old header"] = right => [$"X-Hub-Signature: {right}"],
    };

    [Theory(Timeout = 180_000)]
    [MemberData(nameof(Shapes))]
    public async Task A_signature_of_a_wrong_shape_is_401(string shape)
    {
        var push = Webhook.Push("ann/shop");
        var (status, _, json) = await RawHttp.PushAsync(server.Address, push, Makers[shape](Webhook.Sign(RunningServer.Secret, push.Body)));

        status.ShouldBe(401);
        json.Text("error").ShouldBe("Invalid signature");
        await server.ShouldNotHaveDeployedAsync("shop");
    }

    [Fact(Timeout = 180_000)]
    public async Task The_right_one_over_the_same_wire_is_accepted()
    {
        var push = Webhook.Push("ann/right");
        var (status, _, _) = await RawHttp.PushAsync(server.Address, push, $"{Header}: {Webhook.Sign(RunningServer.Secret, push.Body)}");

        status.ShouldBe(202);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_changed_body_is_401()
    {
        var signature = Webhook.Sign(RunningServer.Secret, Webhook.Push("ann/shop", "other").Body);

        await server.SendAsync(Webhook.Push("ann/shop") with { Signature = signature }).ShouldFailAsync(HttpStatusCode.Unauthorized);
    }

    [Fact(Timeout = 180_000)]
    public async Task The_expected_signature_is_never_shown()
    {
        var push = Webhook.Push("ann/shop");
        var right = Webhook.Sign(RunningServer.Secret, push.Body)["sha256=".Length..];
        using var answer = await server.SendAsync(push with { Signature = "sha256=wrong" });

        (await answer.Content.ReadAsStringAsync()).ShouldNotContain(right);
        string.Join('\n', server.Log).ShouldNotContain(right);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_project_s_own_secret_takes_the_place_of_the_global_one()
    {
        await server.SendAsync(Webhook.Push("ann/own")).ShouldFailAsync(HttpStatusCode.Unauthorized);
        await server.SendAsync(Webhook.Push("ann/shop") with { Secret = OwnSecret }).ShouldFailAsync(HttpStatusCode.Unauthorized);
        await server.SendAsync(Webhook.Push("ann/own") with { Secret = OwnSecret }).ShouldAnswerAsync(HttpStatusCode.Accepted);
    }

    [Fact(Timeout = 180_000)]
    public async Task Of_two_projects_of_one_repository_only_those_are_deployed_that_were_signed_for()
    {
        (await server.SendAsync(Webhook.Push("ann/both")).ShouldAnswerAsync(HttpStatusCode.Accepted)).Text("project").ShouldBe("both-global");
        await server.ResultAsync("both-global");

        await server.ShouldNotHaveDeployedAsync("both-own");
        (await server.StatusAsync("both-own")).Flag("deploying").ShouldBeFalse();
    }

    [Fact(Timeout = 180_000)]
    public async Task Where_no_secret_is_known_every_signature_is_wrong()
    {
        using var folder = new TempDirectory();
        await using var secretless = await RunningServer.StartAsync(
            folder,
            $$"""
            defaults: { path: /tmp, deploy_mode: script-only, deploy_script: /bin/true }
            projects: [{ name: shop, repo: ann/shop }, { name: own, repo: ann/own, webhook_secret: {{OwnSecret}} }]
            """,
            ("GITHUB_WEBHOOK_SECRET", ""));

        foreach (var secret in new[] { "", RunningServer.Secret, RunningServer.Token, OwnSecret })
            await secretless.SendAsync(Webhook.Push("ann/shop") with { Secret = secret }).ShouldFailAsync(HttpStatusCode.Unauthorized);
        await secretless.SendAsync(Webhook.Push("ann/shop") with { Signature = "" }).ShouldFailAsync(HttpStatusCode.Unauthorized);
        await secretless.SendAsync(Webhook.Push("ann/own") with { Secret = OwnSecret }).ShouldAnswerAsync(HttpStatusCode.Accepted);
        secretless.Log.ShouldContain(line => line.Contains("Project shop has no webhook secret", StringComparison.Ordinal));
        secretless.Log.ShouldNotContain(line => line.Contains("Project own", StringComparison.Ordinal));
    }

    public sealed class Fixture() : SharedServer(
        $$"""
        defaults: { path: /tmp, deploy_mode: script-only, deploy_script: /bin/true }
        projects:
          - { name: shop, repo: ann/shop }
          - { name: right, repo: ann/right }
          - { name: own, repo: ann/own, webhook_secret: {{OwnSecret}} }
          - { name: both-own, repo: ann/both, webhook_secret: {{OwnSecret}} }
          - { name: both-global, repo: ann/both }
        """);
}
