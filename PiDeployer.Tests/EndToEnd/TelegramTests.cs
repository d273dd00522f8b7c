using System.Diagnostics;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

[Trait("Category", "EndToEnd")]
[Trait("Runs", "Once")]
public sealed class TelegramTests : IDisposable
{
    private readonly TempDirectory folder = new();

    public void Dispose() => folder.Dispose();

    [Fact(Timeout = 180_000)]
    public async Task Each_deployment_has_a_message_that_says_how_it_ended_and_a_failure_rings()
    {
        await using var api = await TelegramApi.StartAsync();
        await using var server = await StartAsync(api, "[ -e fail ] || exit 0\necho 'this & that <went> wrong'; exit 3");

        await DeployAsync(server);
        await api.ReceivedAsync(2);
        folder.Write("fail", "");
        await DeployAsync(server);
        await api.ReceivedAsync(5);

        api.Requests.ShouldAllBe(request => request.Complaint == null && request.ParseMode == "HTML");
        api.Delivered[0].ShouldContain("🚀 <b>shop</b>: deployment triggered");
        api.Chat.Count.ShouldBe(3);
        api.Chat[0].ShouldMatch(@"^✅ <b>shop</b>: deployed in \d+\.\d s");
        api.Chat[1].ShouldMatch(@"^❌ <b>shop</b>: deployment failed after \d+\.\d s");
        api.Chat[1].ShouldContain("exited with 3");
        api.Chat[1].ShouldContain("this &amp; that &lt;went&gt; wrong</pre>");
        api.Chat[2].ShouldMatch(@"^❌ <b>shop</b>: deployment failed after \d+\.\d s$");
        api.Requests[4].Answers.ShouldBe(api.Requests[3].Edits.ShouldNotBeNull());
    }

    [Fact(Timeout = 180_000)]
    public async Task A_Telegram_that_hangs_delays_nothing()
    {
        await using var api = await TelegramApi.StartAsync([.. Enumerable.Repeat(TelegramReply.Hang, 100)]);
        await using var server = await StartAsync(api, "true");
        var watch = Stopwatch.StartNew();

        for (var i = 0; i < 3; i++)
            await DeployAsync(server);

        (await server.StatusAsync("shop"))["success"]?.GetValue<bool>().ShouldBeTrue();
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(9), "The first message alone hangs for ten.");
        await api.ReceivedAsync(1);
        server.Signal(System.Runtime.InteropServices.PosixSignal.SIGTERM);
        (await server.ExitAsync()).ShouldBe(0);
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(25));
        server.Log.ShouldContain(line => line.Contains("was not sent: pi-deployer is stopping", StringComparison.Ordinal));
        string.Join('\n', server.Log).ShouldNotContain(TelegramApi.Token);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_Telegram_that_refuses_us_fails_nothing_and_the_token_stays_hidden()
    {
        await using var api = await TelegramApi.StartAsync(TelegramReply.Unauthorized, TelegramReply.NotFound);
        await using var server = await StartAsync(api, "env");

        await DeployAsync(server);

        await Eventually.TrueAsync(() => server.Log.Count(line => line.Contains("was not sent: Telegram answered 40", StringComparison.Ordinal)) == 2, "two warnings");
        var metrics = new MetricSamples(await server.Http.GetStringAsync("/metrics"));
        metrics["pi_deployer_notifications_total{kind=\"message\",result=\"failed\"}"].ShouldBe(2);
        metrics["pi_deployer_notifications_total{kind=\"message\",result=\"sent\"}"].ShouldBe(0);
        (await server.StatusAsync("shop"))["success"]?.GetValue<bool>().ShouldBeTrue();
        string.Join('\n', [.. server.Log, await server.LogsAsync("shop")]).ShouldNotContain(TelegramApi.Token.Split(':')[1]);
    }

    private async Task<RunningServer> StartAsync(TelegramApi api, string script)
    {
        var path = folder.WriteScript("deploy.sh", script);
        return await RunningServer.StartAsync(
            folder,
            $$"""
            projects:
              - { name: shop, repo: ann/shop, path: {{folder.Path}}, deploy_mode: script-only, deploy_script: {{path}} }
            """,
            ("TELEGRAM_BOT_TOKEN", TelegramApi.Token),
            ("TELEGRAM_CHAT_ID", TelegramApi.ChatId),
            ("TELEGRAM_API_URL", api.Address.AbsoluteUri));
    }

    /// <summary>Starts a deployment, and waits until the slot is free again.</summary>
    private static async Task DeployAsync(RunningServer server)
    {
        using var answer = await server.SendAuthorizedAsync(HttpMethod.Post, "/deploy/shop");
        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.Accepted);
        await server.ResultAsync("shop");
    }
}
