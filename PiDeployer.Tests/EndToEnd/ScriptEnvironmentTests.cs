using System.Net;
using System.Text;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>What a script is told by its environment, and what it is not.</summary>
[Trait("Category", "EndToEnd")]
public sealed class ScriptEnvironmentTests : IDisposable
{
    private const string DumpEnvironment = "env -0 > \"$DEPLOYER_REPO_DIR/../environment\"; pwd > \"$DEPLOYER_REPO_DIR/../folder\"";

    private readonly TempDirectory folder = new();

    [Fact(Timeout = 180_000)]
    public async Task It_is_told_what_is_deployed()
    {
        var git = new GitRepository(folder, "shop");
        var before = git.Head;
        var commit = git.Push("version.txt", "2", "a subject\n\nand a body");

        var (variables, id) = await DeployAsync(git.Checkout, "docker-compose", Webhook.Push("ann/shop"));

        variables["DEPLOYER_PROJECT_NAME"].ShouldBe("shop");
        variables["DEPLOYER_REPO_DIR"].ShouldBe(git.Checkout);
        variables["DEPLOYER_DEPLOY_MODE"].ShouldBe("docker-compose");
        variables["DEPLOYER_BRANCH"].ShouldBe("main");
        variables["DEPLOYER_COMMIT_SHA"].ShouldBe(commit);
        variables["DEPLOYER_COMMIT_AUTHOR"].ShouldBe("Ann Author");
        variables["DEPLOYER_COMMIT_MESSAGE"].ShouldBe("a subjectand a body");
        variables["DEPLOYER_PREVIOUS_SHA"].ShouldBe(before);
        variables["DEPLOYER_DEPLOY_ID"].ShouldBe(id);
        (await File.ReadAllTextAsync(folder.File("folder"))).ShouldBe($"{git.Checkout}\n");
    }

    [Fact(Timeout = 180_000)]
    public async Task Where_nothing_is_pulled_the_push_says_what_is_deployed_in_printable_characters()
    {
        Directory.CreateDirectory(folder.File("shop"));
        var message = $"\u001b[31mred\u0000\u0007 \u202Eturned\r\n{string.Concat(Enumerable.Repeat("ü", 600))}";

        var (variables, _) = await DeployAsync(folder.File("shop"), "script-only", Webhook.Push("ann/shop", message: message));

        variables["DEPLOYER_COMMIT_SHA"].ShouldBe("0123456789abcdef0123456789abcdef01234567");
        variables["DEPLOYER_COMMIT_MESSAGE"].ShouldBe($"[31mred turned{new string('ü', 500 - "[31mred turned".Length)}");
        variables["DEPLOYER_PREVIOUS_SHA"].ShouldBeEmpty();
    }

    [Fact(Timeout = 180_000)]
    public async Task It_is_given_no_secret_of_ours_but_everything_else()
    {
        Directory.CreateDirectory(folder.File("shop"));
        folder.Write("token", "token-from-a-file\n");
        folder.Write(
            ".env",
            """
            COLOUR=blue
            SHOP_SECRET=its-own-long-secret
            WRAPPED=https://ann:its-own-long-secret@example.org/
            DEPLOY_SECRET=an-older-name
            """);

        var (variables, _) = await DeployAsync(
            folder.File("shop"),
            "script-only",
            Webhook.Push("ann/shop") with { Secret = "its-own-long-secret" },
            "${SHOP_SECRET}",
            ("DEPLOY_TOKEN", ""),
            ("DEPLOY_TOKEN_FILE", folder.File("token")),
            ("TELEGRAM_BOT_TOKEN", "123456:telegram"),
            ("TELEGRAM_CHAT_ID", "42"),
            ("TELEGRAM_API_URL", "http://127.0.0.1:9"),
            ("SHAPE", "round"),
            ("COPY", RunningServer.Secret),
            ("NOTIFY_SOCKET", "/nowhere"));

        variables["COLOUR"].ShouldBe("blue");
        variables["SHAPE"].ShouldBe("round");
        variables.ShouldContainKey("PATH");
        string[] kept =
        [
            "DEPLOY_TOKEN", "DEPLOY_TOKEN_FILE", "GITHUB_WEBHOOK_SECRET", "DEPLOY_SECRET", "TELEGRAM_BOT_TOKEN",
            "SHOP_SECRET", "WRAPPED", "COPY", "NOTIFY_SOCKET",
        ];
        foreach (var name in kept)
            variables.ShouldNotContainKey(name);
        foreach (var secret in new[] { RunningServer.Secret, "token-from-a-file", "its-own-long-secret", "123456:telegram", "an-older-name" })
            variables.Values.ShouldNotContain(value => value.Contains(secret, StringComparison.Ordinal));
    }

    public void Dispose() => folder.Dispose();

    private async Task<(Dictionary<string, string> Variables, string Id)> DeployAsync(
        string path, string mode, Webhook webhook, string secret = "null", params (string Name, string Value)[] environment)
    {
        var script = folder.WriteScript("dump.sh", DumpEnvironment);
        await using var server = await RunningServer.StartAsync(
            folder,
            $"projects: [{{ name: shop, repo: ann/shop, path: {path}, deploy_mode: {mode}, deploy_script: {script}, webhook_secret: {Quoted(secret)} }}]",
            environment);
        var answer = await server.SendAsync(webhook).ShouldAnswerAsync(HttpStatusCode.Accepted);
        var result = await server.ResultAsync("shop");
        result.Flag("success").ShouldBeTrue(result.ToJsonString());

        var text = Encoding.UTF8.GetString(await File.ReadAllBytesAsync(folder.File("environment")));
        var variables = text.Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(variable => variable.Split('=', 2));
        return (variables.ToDictionary(variable => variable[0], variable => variable[1]), answer.Text("id"));
    }

    private static string Quoted(string secret) => secret == "null" ? secret : $"\"{secret}\"";
}
