using System.Net;
using System.Text.Json.Nodes;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>Every kind of channel at once, and one that hangs.</summary>
[Trait("Category", "EndToEnd")]
public sealed class NotificationTests : IDisposable
{
    private readonly TempDirectory folder = new();

    public void Dispose() => folder.Dispose();

    [Fact(Timeout = 180_000)]
    [Trait("Runs", "Once")]
    public async Task Everybody_hears_how_a_deployment_went_although_one_of_them_hangs()
    {
        await using var receivers = await Receivers.StartAsync();
        await using var server = await RunningServer.StartAsync(folder, Projects(receivers), receivers.Environment);

        using (await server.SendAuthorizedAsync(HttpMethod.Post, "/deploy/shop"))
            await server.ResultAsync("shop");
        await Task.WhenAll(
            receivers.Ntfy.ReceivedAsync(1), receivers.Discord.ReceivedAsync(2), receivers.Webhook.ReceivedAsync(2), receivers.Telegram.ReceivedAsync(3), receivers.Hangs.ReceivedAsync(1),
            Eventually.TrueAsync(() => Mails().Count() == 2, "two e-mails"));

        ((string?)Body(receivers.Ntfy, 0)?["title"]).ShouldNotBeNull().ShouldStartWith("shop: deployment failed after");
        ((string?)Body(receivers.Discord, 1)?["embeds"]?[0]?["description"]).ShouldNotBeNull().ShouldContain("it went *wrong* with ***");
        ((string?)Body(receivers.Webhook, 0)?["type"]).ShouldBe("deployment.started");
        var data = Body(receivers.Webhook, 1)?["data"];
        ((string?)data?["error"]).ShouldNotBeNull().ShouldContain("exited with 3");
        ((string?)data?["tail"]).ShouldNotBeNull().ShouldEndWith("\nit went *wrong* with ***");
        receivers.Telegram.Chat.Count.ShouldBe(2);
        receivers.Telegram.Requests.ShouldAllBe(request => request.Complaint == null);
        (await server.StatusAsync("shop"))["success"]?.GetValue<bool>().ShouldBeFalse();

        var config = await server.Http.GetStringAsync("/config");
        string.Join('\n', [.. server.Log, await server.LogsAsync("shop"), config]).ShouldNotContain("hunter2");
        JsonNode.Parse(config)?["notifications"]?["hook"]?.ToJsonString().ShouldBe("""{"webhook":"***","secret":"***"}""");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_test_message_goes_to_each_channel_while_the_server_runs()
    {
        await using var receivers = await Receivers.StartAsync();
        await using var server = await RunningServer.StartAsync(folder, Projects(receivers).Replace(receivers.Hangs.Address.AbsoluteUri, "http://127.0.0.1:1/", StringComparison.Ordinal), receivers.Environment);

        var all = await TestAsync(receivers);
        all.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldBe(
            ["phone: sent", "chat: sent", "mail: sent", "hook: sent", "telegram: sent", "team: NOT sent: Slack could not be reached at 127.0.0.1:1 (ConnectionError)"], ignoreOrder: true);
        all.ExitCode.ShouldBe(1);

        var some = await TestAsync(receivers, "phone", "mail");
        (some.ExitCode, some.Output.Length).ShouldBe((0, "phone: sent\nmail: sent\n".Length));
        receivers.Telegram.Chat.ShouldHaveSingleItem().ShouldStartWith("🔔 <b>pi-deployer</b>: a test");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_test_of_what_there_is_not_says_so()
    {
        await using var receivers = await Receivers.StartAsync();
        folder.Write("projects.yml", Projects(receivers));

        var unknown = await TestAsync(receivers, "phnoe");
        (unknown.ExitCode, unknown.Errors, unknown.Output).ShouldBe((64, "pi-deployer: there is no channel 'phnoe'; did you mean 'phone'?\n", ""));

        folder.Write("projects.yml", "notifications: { phone: { ntyf: x } }\nprojects: []");
        var wrong = await TestAsync(receivers);
        wrong.ExitCode.ShouldBe(78);
        wrong.Errors.ShouldContain("unknown key 'ntyf'; did you mean 'ntfy'?");

        folder.Write("projects.yml", Nothing);
        (await FinishedProgram.RunAsync(folder, ["notify-test"], ("DEPLOY_TOKEN", "token"))).ExitCode.ShouldBe(1);
    }

    private const string Nothing = "projects: []";

    private Task<FinishedProgram> TestAsync(Receivers receivers, params string[] channels) => FinishedProgram.RunAsync(folder, ["notify-test", .. channels], [("DEPLOY_TOKEN", "token"), .. receivers.Environment]);

    private IEnumerable<string> Mails() => Directory.EnumerateFiles(folder.Path, "mail.*");

    private static JsonNode? Body(ForgeApi api, int number) => JsonNode.Parse(api.Requests[number].Body);

    private string Projects(Receivers receivers)
    {
        var sendmail = folder.WriteScript("sendmail", $"cat > {folder.File("mail")}.$$");
        var script = folder.WriteScript("deploy.sh", "echo 'it went *wrong* with hunter2secret'; exit 3");
        return $$"""
            notifications:
              phone: { ntfy: "{{receivers.Ntfy.Address}}topic", on: [failed, recovered] }
              chat: { discord: "{{receivers.Discord.Address}}api/webhooks/1/hunter2token" }
              team: { slack: "{{receivers.Hangs.Address}}" }
              mail: { email: ann@example.org, from: pi@example.org, sendmail: {{sendmail}} }
              hook: { webhook: "{{receivers.Webhook.Address}}hunter2hook", secret: "${HOOK_SECRET}" }
            projects:
              - { name: shop, repo: ann/shop, path: {{folder.Path}}, deploy_mode: script-only, deploy_script: {{script}} }
            """;
    }

    private sealed record Receivers(ForgeApi Ntfy, ForgeApi Discord, ForgeApi Webhook, ForgeApi Hangs, TelegramApi Telegram) : IAsyncDisposable
    {
        public (string Name, string Value)[] Environment =>
            [("TELEGRAM_BOT_TOKEN", TelegramApi.Token), ("TELEGRAM_CHAT_ID", TelegramApi.ChatId), ("TELEGRAM_API_URL", Telegram.Address.AbsoluteUri), ("HOOK_SECRET", "hunter2secret")];

        public static async Task<Receivers> StartAsync() => new(
            await ForgeApi.StartAsync(), await ForgeApi.StartAsync(new ForgeReply(HttpStatusCode.NoContent, "")), await ForgeApi.StartAsync(),
            await ForgeApi.StartAsync([.. Enumerable.Repeat(ForgeReply.Hang, 10)]), await TelegramApi.StartAsync());

        public async ValueTask DisposeAsync()
        {
            await Ntfy.DisposeAsync();
            await Discord.DisposeAsync();
            await Webhook.DisposeAsync();
            await Hangs.DisposeAsync();
            await Telegram.DisposeAsync();
        }
    }
}
