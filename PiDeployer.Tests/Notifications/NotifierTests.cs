using System.Diagnostics;
using PiDeployer.Deployments;
using PiDeployer.Notifications;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Notifications;

public sealed class NotifierTests : IDisposable
{
    private readonly HttpClient http = new();
    private readonly ListLogger<Notifier> log = new();

    public void Dispose() => http.Dispose();

    [Fact(Timeout = 60_000)]
    public async Task Messages_are_sent_in_their_order_and_before_the_end()
    {
        await using var api = await TelegramApi.StartAsync();
        using var notifier = Start(api.Address);

        for (var number = 0; number < 20; number++)
            notifier.Follow(Started($"shop-{number}"));
        await notifier.StopAsync(TimeSpan.FromSeconds(10));

        api.Delivered.Select(text => text.Split("<b>")[1].Split("</b>")[0]).ShouldBe(Enumerable.Range(0, 20).Select(number => $"shop-{number}"));
        log.Lines.ShouldBeEmpty();
    }

    [Fact(Timeout = 60_000)]
    public async Task A_message_that_cannot_be_sent_does_not_keep_the_next_one_back()
    {
        await using var api = await TelegramApi.StartAsync(TelegramReply.BadRequest("Bad Request: chat not found"));
        using var notifier = Start(api.Address);

        notifier.Follow(Started("one"));
        notifier.Follow(Started("two"));
        await notifier.StopAsync(TimeSpan.FromSeconds(10));

        api.Delivered.ShouldHaveSingleItem().ShouldContain("<b>two</b>");
        log.Lines.ShouldHaveSingleItem().ShouldMatch(@"^Warning: The message about deployment \S+ of one was not sent: Telegram answered 400: Bad Request: chat not found\.$");
    }

    [Fact(Timeout = 60_000)]
    public async Task The_queue_is_bounded_and_nobody_waits_for_it()
    {
        await using var api = await TelegramApi.StartAsync([.. Enumerable.Repeat(TelegramReply.Hang, 1000)]);
        using var notifier = Start(api.Address);
        notifier.Follow(Started("first"));
        await api.ReceivedAsync(1);

        var watch = Stopwatch.StartNew();
        for (var number = 0; number < 1000; number++)
            notifier.Follow(Started("more"));
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(1));
        log.Lines.Count(line => line.Contains("was dropped: too many others are waiting", StringComparison.Ordinal)).ShouldBe(1000 - 256);

        watch.Restart();
        await notifier.StopAsync(TimeSpan.FromSeconds(0.5));
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
        log.Lines.Count(line => line.Contains("pi-deployer is stopping", StringComparison.Ordinal)).ShouldBe(257);
    }

    [Fact(Timeout = 60_000)]
    public async Task The_token_is_never_logged()
    {
        await using var api = await TelegramApi.StartAsync(TelegramReply.Unauthorized, TelegramReply.NotFound, TelegramReply.BadRequest("x"), TelegramReply.Hang);
        using var answered = Start(api.Address);
        using var unreachable = Start(new Uri("http://127.0.0.1:1"));

        for (var number = 0; number < 4; number++)
            answered.Follow(Started("shop"));
        unreachable.Follow(Started("shop"));
        await api.ReceivedAsync(4);
        await Task.WhenAll(answered.StopAsync(TimeSpan.FromSeconds(1)), unreachable.StopAsync(TimeSpan.FromSeconds(1)));

        log.Lines.Count.ShouldBe(5);
        string.Join('\n', log.Lines).ShouldNotContain(TelegramApi.Token.Split(':')[1]);
    }

    private static DeploymentEvent.Started Started(string project) => new DeploymentEvent.Started(Some.Deployment(project: project), Some.Project(project));

    private Notifier Start(Uri api)
    {
        var notifier = new Notifier(new Telegram(new TelegramSettings(Some.Secret(TelegramApi.Token), TelegramApi.ChatId, api), http, TimeProvider.System), log);
        notifier.Start();
        return notifier;
    }
}
