using PiDeployer.Notifications;
using PiDeployer.Outgoing;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Notifications;

public sealed class TelegramTests : IDisposable
{
    private readonly HttpClient http = PatientClient.NewHttp();
    private readonly PauselessClock clock = new(TryLimits.Usual);

    public void Dispose() => http.Dispose();

    [Fact(Timeout = 180_000)]
    public async Task A_message_is_sent_once_in_the_documented_form()
    {
        await using var api = await TelegramApi.StartAsync();

        (await SendAsync(api, Message("grüße 😀 & more"))).ShouldBeNull();

        var request = api.Requests.ShouldHaveSingleItem();
        request.Complaint.ShouldBeNull();
        request.Text.ShouldBe("🔔 <b>pi-deployer</b>: grüße 😀 &amp; more");
        request.ParseMode.ShouldBe("HTML");
        request.HasPreview.ShouldBeFalse("Of a link that a stranger chose nothing is fetched and shown.");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_pause_that_Telegram_asks_for_is_kept()
    {
        await using var api = await TelegramApi.StartAsync(TelegramReply.TooMany(2));

        (await SendAsync(api)).ShouldBeNull();

        api.Requests.Count.ShouldBe(2);
        clock.Pauses.ShouldBe([TimeSpan.FromSeconds(2)]);
    }

    [Fact(Timeout = 180_000)]
    public async Task What_is_never_taken_is_given_up()
    {
        await using var api = await TelegramApi.StartAsync([.. Enumerable.Repeat(TelegramReply.TooMany(0), 20)]);

        (await SendAsync(api)).ShouldBe("Telegram answered 429 (Too Many Requests: retry after 0), however often it was tried");

        api.Requests.Count.ShouldBe(5);
    }

    [Fact(Timeout = 180_000)]
    public async Task An_error_of_Telegrams_own_is_tried_again()
    {
        await using var internalError = await TelegramApi.StartAsync(TelegramReply.InternalError);
        await using var badGateway = await TelegramApi.StartAsync(TelegramReply.BadGateway);

        (await Task.WhenAll(SendAsync(internalError), SendAsync(badGateway))).ShouldBe([null, null]);

        internalError.Delivered.Count.ShouldBe(1);
        badGateway.Delivered.Count.ShouldBe(1);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_message_that_Telegram_cannot_parse_is_sent_without_markup()
    {
        await using var api = await TelegramApi.StartAsync(TelegramReply.CannotParse);

        (await SendAsync(api, Message("1 < 2"))).ShouldBeNull();

        api.Delivered.ShouldBe(["🔔 pi-deployer: 1 < 2"]);
        api.Requests[1].ParseMode.ShouldBeNull();
    }

    [Fact(Timeout = 180_000)]
    public async Task Any_other_refusal_is_final_and_says_why()
    {
        await using var api = await TelegramApi.StartAsync(TelegramReply.BadRequest("Bad Request: chat not found"));

        (await SendAsync(api)).ShouldBe("Telegram answered 400 (Bad Request: chat not found)");

        api.Requests.Count.ShouldBe(1);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_wrong_token_is_not_told()
    {
        await using var api = await TelegramApi.StartAsync();
        var telegram = Telegram(api, "999:hunter2");

        (await telegram.SendAsync(Message("x"), CancellationToken.None)).ShouldBe("Telegram answered 401 (Unauthorized): TELEGRAM_BOT_TOKEN is wrong");
    }

    [Fact(Timeout = 180_000)]
    public async Task Who_is_told_to_stop_does_not_wait_for_an_answer()
    {
        await using var api = await TelegramApi.StartAsync(TelegramReply.Hang);
        using var stop = new CancellationTokenSource();
        var sending = Telegram(api).SendAsync(Message("x"), stop.Token);
        await api.ReceivedAsync(1);

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => sending.WaitAsync(Eventually.Patience));
    }

    [Fact(Timeout = 180_000)]
    public async Task A_deployment_has_one_message_which_is_edited_when_it_has_ended_well()
    {
        await using var api = await TelegramApi.StartAsync();
        var telegram = Telegram(api);

        (await telegram.SendAsync(SomeMessage.Started(), CancellationToken.None)).ShouldBeNull();
        (await telegram.SendAsync(SomeMessage.Succeeded(), CancellationToken.None)).ShouldBeNull();

        api.Chat.ShouldHaveSingleItem().ShouldStartWith("✅ <b>shop</b>: deployed in 12.3 s\n");
        api.Requests.Select(request => (request.Edits is null, request.HasPreview)).ShouldBe([(true, false), (false, false)]);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_failure_rings_as_an_answer_to_its_message()
    {
        await using var api = await TelegramApi.StartAsync();
        var telegram = Telegram(api);

        (await telegram.SendAsync(SomeMessage.Started(), CancellationToken.None)).ShouldBeNull();
        (await telegram.SendAsync(SomeMessage.Failed(), CancellationToken.None)).ShouldBeNull();

        api.Chat.Count.ShouldBe(2);
        api.Chat[0].ShouldContain("deploy.sh exited with 3");
        api.Chat[1].ShouldBe("❌ <b>shop</b>: deployment failed after 12.3 s");
        api.Requests[2].Answers.ShouldBe(api.Requests[1].Edits.ShouldNotBeNull());
    }

    [Fact(Timeout = 180_000)]
    public async Task A_message_that_was_deleted_is_sent_anew_and_nothing_answers_it()
    {
        await using var api = await TelegramApi.StartAsync();
        var telegram = Telegram(api);
        await telegram.SendAsync(SomeMessage.Started(), CancellationToken.None);
        api.Delete(101);

        (await telegram.SendAsync(SomeMessage.Failed(), CancellationToken.None)).ShouldBeNull();

        api.Chat.ShouldHaveSingleItem().ShouldStartWith("❌ <b>shop</b>");
    }

    [Fact(Timeout = 180_000)]
    public async Task An_edit_that_was_done_before_is_done()
    {
        await using var api = await TelegramApi.StartAsync(
            TelegramReply.Delivered with { MessageId = 7 }, TelegramReply.BadRequest("Bad Request: message is not modified: specified new message content and reply markup are exactly the same"));
        var telegram = Telegram(api);
        await telegram.SendAsync(SomeMessage.Started(), CancellationToken.None);

        (await telegram.SendAsync(SomeMessage.Succeeded(), CancellationToken.None)).ShouldBeNull();

        api.Requests.Select(request => request.Edits).ShouldBe([null, 7]);
    }

    [Fact(Timeout = 180_000)]
    public async Task An_edit_that_cannot_be_parsed_is_made_without_markup()
    {
        await using var api = await TelegramApi.StartAsync(TelegramReply.Delivered with { MessageId = 7 }, TelegramReply.CannotParse, TelegramReply.Delivered);
        var telegram = Telegram(api);
        await telegram.SendAsync(SomeMessage.Started(), CancellationToken.None);

        (await telegram.SendAsync(SomeMessage.Succeeded(), CancellationToken.None)).ShouldBeNull();

        api.Requests.Select(request => (request.Edits, request.ParseMode)).ShouldBe([(null, "HTML"), (7, "HTML"), (7, null)]);
    }

    [Fact(Timeout = 180_000)]
    public async Task What_began_before_a_restart_ends_with_a_message_of_its_own()
    {
        await using var api = await TelegramApi.StartAsync();

        (await Telegram(api).SendAsync(SomeMessage.Started(), CancellationToken.None)).ShouldBeNull();
        (await Telegram(api).SendAsync(SomeMessage.Failed(), CancellationToken.None)).ShouldBeNull();

        api.Requests.ShouldAllBe(request => request.Edits == null && request.Answers == null);
        api.Chat.Count.ShouldBe(2);
    }

    private static Message Message(string headline) => SomeMessage.Test() with { Headline = headline, Note = null };

    private Telegram Telegram(TelegramApi api, string token = TelegramApi.Token) =>
        new(new TelegramSettings(Some.Secret(token), TelegramApi.ChatId, api.Address), http, TryLimits.Usual, clock);

    private Task<string?> SendAsync(TelegramApi api, Message? message = null) => Telegram(api).SendAsync(message ?? Message("hello"), CancellationToken.None);
}
