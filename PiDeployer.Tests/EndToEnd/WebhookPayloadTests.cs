using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>Bodies that no forge sends. Each of them is signed rightly, so that the body alone is what is wrong.</summary>
[Trait("Category", "EndToEnd")]
public sealed class WebhookPayloadTests(WebhookPayloadTests.Fixture fixture) : IClassFixture<WebhookPayloadTests.Fixture>
{
    private static readonly string Good = Encoding.UTF8.GetString(Webhook.Push("ann/shop").Body);

    private static readonly string[] OfCommit =
        ["head_commit", "head_commit.id", "head_commit.message", "head_commit.url", "head_commit.author", "head_commit.author.name"];

    private readonly RunningServer server = fixture.Server;

    public static TheoryData<string, string> Malformed => new()
    {
        { "empty", "" },
        { "white space", " \r\n\t" },
        { "null", "null" },
        { "a number", "42" },
        { "a text", "\"ann/shop\"" },
        { "an array", "[]" },
        { "an array of pushes", $"[{Good}]" },
        { "no object's members", "{}" },
        { "a byte order mark", $"\uFEFF{Good}" },
        { "two values", $"{Good}{Good}" },
        { "a trailing comma", "{\"repository\":{\"full_name\":\"ann/shop\"},}" },
        { "trailing garbage", $"{Good} garbage" },
        { "a trailing zero byte", $"{Good}\0" },
        { "a comment", $"/* hello */{Good}" },
        { "single quotes", Good.Replace('"', '\'') },
        { "NaN", "{\"repository\":{\"full_name\":NaN}}" },
        { "half a surrogate pair", "{\"repository\":{\"full_name\":\"ann/\\ud800\"}}" },
        { "half a surrogate pair in a key", "{\"\\ud800\":1,\"repository\":{\"full_name\":7}}" },
        { "nested too deeply", $"{{\"a\":{new string('[', 100_000)}{new string(']', 100_000)}}}" },
        { "nested too deeply and never closed", string.Concat(Enumerable.Repeat("{\"repository\":", 100_000)) },
        { "no repository", "{\"ref\":\"refs/heads/main\"}" },
        { "no full name", "{\"repository\":{\"name\":\"shop\"}}" },
    };

    /// <summary>What stands in place of a member's right value.</summary>
    public static MatrixTheoryData<string, string> WrongTypes => new(
        ["repository", "repository.full_name", "ref", "deleted"],
        ["7", "-1e400", "[]", "[{}]"]);

    [Theory(Timeout = 180_000)]
    [MemberData(nameof(Malformed))]
    public async Task A_malformed_body_is_400(string what, string body)
    {
        what.ShouldNotBeEmpty();
        await server.SendAsync(Webhook.Of(body)).ShouldFailAsync(HttpStatusCode.BadRequest);
        await server.SendAsync(Webhook.Of(body) with { Signature = "" }).ShouldFailAsync(HttpStatusCode.BadRequest);
    }

    [Theory(Timeout = 180_000)]
    [MemberData(nameof(WrongTypes))]
    public async Task A_member_of_a_wrong_type_is_400(string member, string value) =>
        await server.SendAsync(With(member, value)).ShouldFailAsync(HttpStatusCode.BadRequest);

    [Theory(Timeout = 180_000)]
    [InlineData("\"\"")]
    [InlineData("null")]
    [InlineData("\"shop\"")]
    [InlineData("\"/shop\"")]
    [InlineData("\"ann/\"")]
    [InlineData("\"ann/../shop\"")]
    [InlineData("\"ann/shop\\u0000\"")]
    [InlineData("\"ann/sh\\u00f6p\"")]
    [InlineData("\" ann/shop\"")]
    [InlineData("{\"toString\":\"ann/shop\"}")]
    public async Task A_name_that_no_repository_can_have_is_400(string name) =>
        await server.SendAsync(With("repository.full_name", name)).ShouldFailAsync(HttpStatusCode.BadRequest);

    [Fact(Timeout = 180_000)]
    public async Task A_body_cut_off_anywhere_is_400()
    {
        for (var length = 1; length < Good.Length; length += 7)
            await server.SendAsync(Webhook.Of(Good[..length])).ShouldFailAsync(HttpStatusCode.BadRequest);
    }

    [Fact(Timeout = 180_000)]
    public async Task Bytes_that_are_no_UTF_8_are_400()
    {
        byte[] body = [.. "{\"repository\":{\"full_name\":\"ann/"u8, 0xff, 0xfe, .. "\"}}"u8];

        await server.SendAsync(new Webhook(body)).ShouldFailAsync(HttpStatusCode.BadRequest);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_key_that_stands_there_twice_counts_as_it_stands_last_everywhere()
    {
        // What decides whose secret counts and what decides who is deployed must not be two different members.
        const string ours = "\"repository\":{\"full_name\":\"ann/shop\"}";
        const string other = "\"repository\":{\"full_name\":\"ann/other\"}";

        await server.SendAsync(Webhook.Of($"{{{ours},{other},\"ref\":\"main\"}}")).ShouldFailAsync(HttpStatusCode.Unauthorized);
        (await server.SendAsync(Webhook.Of($"{{{other},{ours},\"ref\":\"main\",\"ref\":\"next\"}}")).ShouldAnswerAsync(HttpStatusCode.OK))
            .Text("reason").ShouldBe("Branch mismatch: got next, expected main");
        (await server.StatusAsync("other")).Flag("deploying").ShouldBeFalse();
    }

    [Fact(Timeout = 180_000)]
    public async Task What_is_only_a_hint_may_be_anything()
    {
        foreach (var member in OfCommit)
        {
            foreach (var value in new[] { "null", "7", "-1e400", "[{}]", "{\"a\":[{}]}" })
            {
                var accepted = await server.SendAsync(With(member, value, "ann/hints")).ShouldAnswerAsync(HttpStatusCode.Accepted);
                await server.EndedAsync(accepted.Text("id"));
            }
        }
    }

    private static Webhook With(string member, string value, string repository = "ann/shop")
    {
        // As text, since no writer of JSON would write some of these values.
        const string mark = "\"the value goes here\"";
        var payload = Webhook.PushPayload(repository, "refs/heads/main", new string('a', 40), "a change");
        var names = member.Split('.');
        var parent = names[..^1].Aggregate<string, JsonNode?>(payload, (node, name) => node?[name]);
        parent.ShouldBeOfType<JsonObject>()[names[^1]] = mark.Trim('"');
        return Webhook.Of(payload.ToJsonString().Replace(mark, value, StringComparison.Ordinal));
    }

    public sealed class Fixture() : SharedServer(
        """
        defaults: { path: /tmp, deploy_mode: script-only, deploy_script: /bin/true }
        projects: [{ name: shop, repo: ann/shop }, { name: other, repo: ann/other, webhook_secret: somebody-elses }, { name: hints, repo: ann/hints }]
        """);
}
