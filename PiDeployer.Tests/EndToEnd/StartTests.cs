using System.Net;
using System.Net.Sockets;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>The command line, and what keeps the program from starting.</summary>
[Trait("Category", "EndToEnd")]
public sealed class StartTests : IDisposable
{
    private const string Good = "projects: [{ name: shop, repo: ann/shop, path: /tmp, deploy_mode: pull-only }]";

    private readonly TempDirectory folder = new();

    [Fact(Timeout = 180_000)]
    public async Task A_bad_file_is_78_with_every_mistake_on_stderr()
    {
        folder.Write("projects.yml", "defaults:\n  brunch: main\nprojects:\n  - name: a b\n    repo: ann/shop\n");
        var run = await FinishedProgram.RunAsync(folder, [], ("DEPLOY_TOKEN", "token"));

        run.ExitCode.ShouldBe(78);
        run.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldBe([
            "projects.yml:2:3: unknown key 'brunch'; did you mean 'branch'?",
            "projects.yml:4:5: a project needs a path",
            "projects.yml:4:11: name 'a b' is not usable: 1 to 100 of a-z, A-Z, 0-9, _ and -",
        ]);
        run.Output.ShouldBeEmpty();
    }

    [Fact(Timeout = 180_000)]
    public async Task A_missing_file_is_78()
    {
        var run = await FinishedProgram.RunAsync(folder, [], ("DEPLOY_TOKEN", "token"));

        run.ExitCode.ShouldBe(78);
        run.Errors.ShouldContain($"there is no file {folder.File("projects.yml")}");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_bad_env_file_is_78_and_shows_no_value()
    {
        folder.Write("projects.yml", Good);
        folder.Write(".env", "DEPLOY_TOKEN=token\nnot a variable\nGITHUB_WEBHOOK_SECRET='half-a-secret\n");
        var run = await FinishedProgram.RunAsync(folder, []);

        run.ExitCode.ShouldBe(78);
        run.Errors.ShouldContain(".env:2:");
        run.Errors.ShouldContain(".env:3:");
        run.Errors.ShouldNotContain("half-a-secret");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_bad_rate_and_a_bad_proxy_are_78_together()
    {
        folder.Write("projects.yml", Good);
        var run = await FinishedProgram.RunAsync(folder, [], ("DEPLOY_TOKEN", "token"), ("RATE_LIMIT_PER_MIN", "many"), ("TRUSTED_PROXIES", "10.0.0.0/99"));

        run.ExitCode.ShouldBe(78);
        run.Errors.ShouldContain("RATE_LIMIT_PER_MIN 'many'");
        run.Errors.ShouldContain("TRUSTED_PROXIES '10.0.0.0/99'");
    }

    [Fact(Timeout = 180_000)]
    public async Task Without_a_token_and_without_any_secret_it_does_not_start()
    {
        folder.Write("projects.yml", Good);
        var run = await FinishedProgram.RunAsync(folder, ["serve"], ("DEPLOYER_PORT", "0"));

        run.ExitCode.ShouldBe(78);
        run.Errors.ShouldContain("neither DEPLOY_TOKEN nor any webhook secret is set");
    }

    [Fact(Timeout = 180_000)]
    public async Task The_token_of_Telegram_lets_nobody_in_and_so_does_not_count()
    {
        folder.Write("projects.yml", Good);
        var run = await FinishedProgram.RunAsync(folder, [], ("DEPLOYER_PORT", "0"), ("TELEGRAM_BOT_TOKEN", "123:abc"), ("TELEGRAM_CHAT_ID", "1"));

        run.ExitCode.ShouldBe(78, run.Output);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_project_s_secret_alone_is_enough_to_start()
    {
        var own = Good.Replace("pull-only", "pull-only, webhook_secret: its-own", StringComparison.Ordinal);
        await using var server = await RunningServer.StartAsync(folder, own, ("DEPLOY_TOKEN", ""), ("GITHUB_WEBHOOK_SECRET", ""));

        (await server.Http.GetAsync("/health").ShouldAnswerAsync(HttpStatusCode.OK)).Text("status").ShouldBe("ok");
    }

    [Fact(Timeout = 180_000)]
    public async Task The_env_file_counts_where_the_process_has_no_such_variable()
    {
        folder.Write(
            ".env",
            """
            # As python-dotenv reads it.
            export DEPLOY_SECRET="an older name" # of the global secret
            DEPLOY_TOKEN=not-the-one-of-the-process
            PROJECTS_CONFIG=conf/mine.yml
            LOG_DIR='elsewhere'
            """);
        folder.Write("conf/mine.yml", Good.Replace("shop", "mine", StringComparison.Ordinal));
        folder.Write("elsewhere/mine.log", "a line\n");
        await using var server = await RunningServer.StartAsync(folder, "this is not the file", ("GITHUB_WEBHOOK_SECRET", ""));

        (await server.LogsAsync("mine")).ShouldBe("a line");
        await server.SendAsync(Webhook.Push("ann/mine") with { Secret = "an older name" }).ShouldAnswerAsync(HttpStatusCode.Accepted);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_port_in_use_is_1_and_named()
    {
        folder.Write("projects.yml", Good);
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = $"{((IPEndPoint)other.LocalEndpoint).Port}";
        var run = await FinishedProgram.RunAsync(folder, [], ("DEPLOY_TOKEN", "token"), ("DEPLOYER_HOST", "127.0.0.1"), ("DEPLOYER_PORT", port));

        run.ExitCode.ShouldBe(1);
        run.Errors.ShouldContain($"cannot listen on 127.0.0.1:{port}");
        run.Errors.ShouldNotContain("   at "); // No stack trace for what is not our mistake.
    }

    [Theory(Timeout = 180_000)]
    [InlineData("sevre", "there is no command 'sevre'; did you mean 'serve'?")]
    [InlineData("--hlep", "there is no option --hlep; did you mean '--help'?")]
    [InlineData("serve now", "serve: it takes no argument, so 'now' means nothing")]
    public async Task A_wrong_command_line_is_64_with_what_is_wrong_and_where_the_help_is(string line, string problem)
    {
        var run = await FinishedProgram.RunAsync(folder, line.Split(' '));

        run.ExitCode.ShouldBe(64);
        run.Errors.ShouldContain(problem);
        run.Errors.ShouldContain("`pi-deployer help");
        run.Output.ShouldBeEmpty();
    }

    [Theory(Timeout = 180_000)]
    [InlineData("--version", @"^pi-deployer \d+\.\d+\.\d+\n$")]
    [InlineData("--help", @"Usage:(.|\n)*serve(.|\n)*deploy NAME(.|\n)*help COMMAND")]
    public async Task Version_and_help_are_printed_without_any_configuration(string option, string pattern)
    {
        var run = await FinishedProgram.RunAsync(folder, [option]);

        run.ExitCode.ShouldBe(0);
        run.Output.ShouldMatch(pattern);
        run.Errors.ShouldBeEmpty();
    }

    public void Dispose() => folder.Dispose();
}
