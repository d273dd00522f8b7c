using System.Diagnostics;
using PiDeployer.Notifications;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Notifications;

public sealed class TelegramTests : IDisposable
{
    private readonly HttpClient http = new();

    public void Dispose() => http.Dispose();

    [Fact(Timeout = 60_000)]
    public async Task A_message_is_sent_once_in_the_documented_form()
    {
        await using var api = await TelegramApi.StartAsync();

        (await SendAsync(api, "<b>shop</b>: grüße 😀 &amp; more")).ShouldBeNull();

        var request = api.Requests.ShouldHaveSingleItem();
        request.Complaint.ShouldBeNull();
        request.Text.ShouldBe("<b>shop</b>: grüße 😀 &amp; more");
        request.ParseMode.ShouldBe("HTML");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_pause_that_Telegram_asks_for_is_kept()
    {
        await using var api = await TelegramApi.StartAsync(TelegramReply.TooMany(2));

        (await SendAsync(api)).ShouldBeNull();

        api.Requests.Count.ShouldBe(2);
        Stopwatch.GetElapsedTime(api.Requests[0].At, api.Requests[1].At)
            .ShouldBeInRange(TimeSpan.FromSeconds(1.95), TimeSpan.FromSeconds(5), "A timer may be a few milliseconds early.");
    }

    [Fact(Timeout = 60_000)]
    public async Task What_is_never_taken_is_given_up()
    {
        await using var api = await TelegramApi.StartAsync([.. Enumerable.Repeat(TelegramReply.TooMany(0), 20)]);

        (await SendAsync(api)).ShouldBe("Telegram asked to try later, several times");

        api.Requests.Count.ShouldBe(5);
    }

    [Fact(Timeout = 60_000)]
    public async Task An_error_of_Telegrams_own_is_tried_again()
    {
        await using var internalError = await TelegramApi.StartAsync(TelegramReply.InternalError);
        await using var badGateway = await TelegramApi.StartAsync(TelegramReply.BadGateway);

        (await Task.WhenAll(SendAsync(internalError), SendAsync(badGateway))).ShouldBe([null, null]);

        internalError.Delivered.Count.ShouldBe(1);
        badGateway.Delivered.Count.ShouldBe(1);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_message_that_Telegram_cannot_parse_is_sent_without_markup()
    {
        await using var api = await TelegramApi.StartAsync(TelegramReply.CannotParse);

        (await SendAsync(api, "<b>shop</b>: 1 &lt; 2")).ShouldBeNull();

        api.Delivered.ShouldBe(["shop: 1 < 2"]);
        api.Requests[1].ParseMode.ShouldBeNull();
    }

    [Fact(Timeout = 60_000)]
    public async Task Any_other_refusal_is_final_and_says_why()
    {
        await using var api = await TelegramApi.StartAsync(TelegramReply.BadRequest("Bad Request: chat not found"));

        (await SendAsync(api)).ShouldBe("Telegram answered 400: Bad Request: chat not found");

        api.Requests.Count.ShouldBe(1);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_wrong_token_is_not_told()
    {
        await using var api = await TelegramApi.StartAsync();
        var telegram = new Telegram(new TelegramSettings(Some.Secret("999:hunter2"), TelegramApi.ChatId, api.Address), http, TimeProvider.System);

        (await telegram.SendAsync("x", CancellationToken.None)).ShouldBe("Telegram answered 401: Unauthorized");
    }

    [Fact(Timeout = 60_000)]
    public async Task Who_is_told_to_stop_does_not_wait_for_an_answer()
    {
        await using var api = await TelegramApi.StartAsync(TelegramReply.Hang);
        using var stop = new CancellationTokenSource();
        var sending = Telegram(api).SendAsync("x", stop.Token);
        await api.ReceivedAsync(1);

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => sending.WaitAsync(TimeSpan.FromSeconds(2)));
    }

    private Telegram Telegram(TelegramApi api) => new(new TelegramSettings(Some.Secret(TelegramApi.Token), TelegramApi.ChatId, api.Address), http, TimeProvider.System);

    private Task<string?> SendAsync(TelegramApi api, string html = "hello") => Telegram(api).SendAsync(html, CancellationToken.None);
}
