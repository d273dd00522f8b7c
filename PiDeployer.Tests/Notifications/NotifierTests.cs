using System.Net;
using System.Text.Json.Nodes;
using PiDeployer.Deployments;
using PiDeployer.Outgoing;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Notifications;

public sealed class NotifierTests
{
    private const string Nothing = "projects: []";

    [Fact(Timeout = 180_000)]
    public async Task Messages_are_sent_in_their_order_and_before_the_end()
    {
        await using var api = await TelegramApi.StartAsync();
        using var rig = new NotifierRig(Nothing, api.Address);

        for (var number = 0; number < 20; number++)
            rig.Start(Some.Deployment(project: $"shop-{number}"));
        await rig.StopAsync();

        api.Delivered.Select(text => text.Split("<b>")[1].Split("</b>")[0]).ShouldBe(Enumerable.Range(0, 20).Select(number => $"shop-{number}"));
        rig.Log.Lines.ShouldBeEmpty();
    }

    [Fact(Timeout = 180_000)]
    public async Task A_message_that_cannot_be_sent_does_not_keep_the_next_one_back()
    {
        await using var api = await TelegramApi.StartAsync(TelegramReply.BadRequest("Bad Request: chat not found"));
        using var rig = new NotifierRig(Nothing, api.Address);

        rig.Start(Some.Deployment(project: "one"));
        rig.Start(Some.Deployment(project: "two"));
        await rig.StopAsync();

        api.Delivered.ShouldHaveSingleItem().ShouldContain("<b>two</b>");
        rig.Log.Lines.ShouldHaveSingleItem().ShouldMatch(@"^Warning: The message for telegram about deployment \S+ of one was not sent: Telegram answered 400 \(Bad Request: chat not found\)\.$");
    }

    [Fact(Timeout = 180_000)]
    public async Task The_queue_is_bounded_and_nobody_waits_for_it()
    {
        await using var api = await TelegramApi.StartAsync([.. Enumerable.Repeat(TelegramReply.Hang, 1000)]);
        using var rig = new NotifierRig(Nothing, api.Address);
        rig.Start(Some.Deployment(project: "first"));
        await api.ReceivedAsync(1);

        for (var number = 0; number < 1000; number++)
            rig.Start(Some.Deployment(project: "more")); // Whoever waited here would wait for ever: nothing leaves the queue.
        rig.Log.Lines.Count(line => line.Contains("was dropped: too many others are waiting", StringComparison.Ordinal)).ShouldBe(1000 - 256);

        await rig.Notifier.StopAsync(TimeSpan.FromSeconds(0.5));
        rig.Log.Lines.Count(line => line.Contains("pi-deployer is stopping", StringComparison.Ordinal)).ShouldBe(257);
    }

    [Fact(Timeout = 180_000)]
    public async Task The_token_is_never_logged()
    {
        await using var api = await TelegramApi.StartAsync(TelegramReply.Unauthorized, TelegramReply.NotFound, TelegramReply.BadRequest($"no method /bot{TelegramApi.Token}/x"), TelegramReply.Hang);
        using var answered = new NotifierRig(Nothing, api.Address, TryLimits.Once);
        using var unreachable = new NotifierRig(Nothing, new Uri("http://127.0.0.1:1"), TryLimits.Once);

        for (var number = 0; number < 4; number++)
            answered.Start(Some.Deployment());
        unreachable.Start(Some.Deployment());
        await api.ReceivedAsync(4);
        await Eventually.TrueAsync(() => unreachable.Log.Lines.Count == 1, "nobody was reached");
        await answered.Notifier.StopAsync(TimeSpan.FromSeconds(0.3));

        string[] lines = [.. answered.Log.Lines, .. unreachable.Log.Lines];
        lines.Length.ShouldBe(5);
        foreach (var reason in new[] { "Telegram answered 401", "Telegram answered 404", "(no method /bot***/x)", "pi-deployer is stopping", "could not be reached" })
            lines.Count(line => line.Contains(reason, StringComparison.Ordinal)).ShouldBe(1, reason);
        string.Join('\n', lines).ShouldNotContain(TelegramApi.Token.Split(':')[1]);
    }

    [Fact(Timeout = 180_000)]
    public async Task Each_channel_hears_what_it_wants_of_the_projects_that_name_it()
    {
        await using var team = await ForgeApi.StartAsync();
        await using var phone = await ForgeApi.StartAsync();
        using var rig = new NotifierRig(
            $$"""
            notifications:
              team: { slack: "{{team.Address}}" }
              phone: { ntfy: "{{phone.Address}}topic", on: [failed, recovered] }
            projects:
              - { name: one, repo: ann/one, path: /srv/one }
              - { name: two, repo: ann/two, path: /srv/two, notify: [phone] }
              - { name: three, repo: ann/three, path: /srv/three, notify: [] }
            """);

        foreach (var project in new[] { "one", "two", "three" })
        {
            rig.Deploy(project);
            rig.Deploy(project, "broken");
            rig.Deploy(project);
        }

        await rig.StopAsync();

        team.Requests.Select(request => Text(request, "text")).ShouldBe(
            ["🚀 one: deployment triggered", "✅ one: deployed in 0.0 s", "🚀 one: deployment triggered", "❌ one: deployment failed after 0.0 s", "✅ one: deployed in 0.0 s"]);
        phone.Requests.Select(request => Text(request, "title")).ShouldBe(
            ["one: deployment failed after 0.0 s", "one: deployed in 0.0 s", "two: deployment failed after 0.0 s", "two: deployed in 0.0 s"]);
        rig.Log.Lines.ShouldBeEmpty();
    }

    [Fact(Timeout = 180_000)]
    public async Task What_fails_again_and_again_is_told_once_an_hour_also_over_a_restart()
    {
        await using var phone = await ForgeApi.StartAsync();
        using var rig = new NotifierRig($"notifications: {{ phone: {{ ntfy: \"{phone.Address}topic\" }} }}\nprojects: []");

        foreach (var minute in new[] { 0, 20, 40 })
            rig.Deploy(error: "broken", minute: minute);
        await rig.RestartAsync();
        foreach (var minute in new[] { 50, 60, 70 })
            rig.Deploy(error: "broken", minute: minute);
        await rig.RestartAsync();
        rig.Deploy(minute: 180);
        rig.Deploy(minute: 190);
        await rig.StopAsync();

        phone.Requests.Select(request => $"{Text(request, "title")} {Text(request, "message")?.Split('\n')[0]}").ShouldBe(
        [
            "shop: deployment triggered Branch: main", "shop: deployment failed after 0.0 s broken",
            "shop: deployment failed after 0.0 s It failed 4 more times the same way since 14:00.",
            "shop: deployed in 0.0 s It works again, after 6 failures over 3 h.",
            "shop: deployment triggered Branch: main", "shop: deployed in 0.0 s deployed in 0.0 s",
        ]);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_service_and_its_stack_have_troubles_of_their_own()
    {
        await using var phone = await ForgeApi.StartAsync();
        using var rig = new NotifierRig($"notifications: {{ phone: {{ ntfy: \"{phone.Address}topic\", on: [failed, recovered] }} }}\nprojects: []");

        rig.Deploy(error: "broken", deployment: Some.Deployment() with { Update = Some.Update(1) });
        await rig.RestartAsync();
        rig.Deploy();
        rig.Deploy(error: "broken");
        rig.Deploy(deployment: Some.Deployment() with { Update = Some.Update(1) });
        await rig.StopAsync();

        phone.Requests.Select(request => Text(request, "title")).ShouldBe(
            ["web of shop: deployment failed after 0.0 s", "shop: deployment failed after 0.0 s", "web of shop: deployed in 0.0 s"]);
    }

    [Fact(Timeout = 180_000)]
    public async Task What_was_removed_begins_anew()
    {
        await using var phone = await ForgeApi.StartAsync();
        using var rig = new NotifierRig($"notifications: {{ phone: {{ ntfy: \"{phone.Address}topic\", on: [failed] }} }}\nprojects: []");

        rig.Deploy(error: "broken");
        rig.Deploy(deployment: Some.Deployment() with { Removes = true });
        rig.Notifier.Follow(new DeploymentEvent.Removed(Some.Deployment(), Some.Project()));
        rig.Deploy(error: "broken");
        await rig.StopAsync();

        phone.Requests.Count.ShouldBe(2);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_channel_that_hangs_keeps_no_other_from_hearing()
    {
        await using var hangs = await ForgeApi.StartAsync([.. Enumerable.Repeat(ForgeReply.Hang, 10)]);
        await using var hears = await ForgeApi.StartAsync();
        using var rig = new NotifierRig($"notifications: {{ a: {{ slack: \"{hangs.Address}\" }}, b: {{ slack: \"{hears.Address}\" }} }}\nprojects: []");

        rig.Deploy();
        await hangs.ReceivedAsync(1);
        await Eventually.TrueAsync(() => rig.Counts.Sent == 2, "both messages to the channel that hears");
        await rig.Notifier.StopAsync(TimeSpan.FromSeconds(0.3));

        rig.Log.Lines.Count.ShouldBe(2);
        rig.Log.Lines.ShouldAllBe(line => line.StartsWith("Warning: The message for a about deployment", StringComparison.Ordinal));
    }

    [Fact(Timeout = 180_000)]
    public async Task A_reload_changes_channels_at_once_and_loses_nothing_that_waits()
    {
        var reloaded = new TaskCompletionSource();
        var busy = new ForgeReply(HttpStatusCode.BadGateway, "<html>", ("Retry-After", "0")) { NotBefore = reloaded.Task };
        await using var before = await ForgeApi.StartAsync(busy);
        await using var gone = await ForgeApi.StartAsync(busy);
        await using var after = await ForgeApi.StartAsync();
        using var rig = new NotifierRig($"notifications: {{ a: {{ slack: \"{before.Address}\" }}, b: {{ slack: \"{gone.Address}\" }} }}\nprojects: []");

        rig.Start(Some.Deployment(project: "one"));
        rig.Start(Some.Deployment(project: "two"));
        await before.ReceivedAsync(1);
        await gone.ReceivedAsync(1);
        rig.Reload($"notifications: {{ a: {{ slack: \"{after.Address}\" }}, c: {{ slack: \"{after.Address}c\" }} }}\nprojects: []");
        reloaded.SetResult();
        await after.ReceivedAsync(1);
        rig.Start(Some.Deployment(project: "three"));
        await rig.StopAsync();

        Told(before).ShouldBe(["/ one", "/ one"], "What was being sent is sent where it was begun.");
        Told(gone).ShouldBe(["/ one", "/ one", "/ two"]);
        Told(after).ShouldBe(["/ two", "/ three", "/c three"], ignoreOrder: true);
        rig.Log.Lines.ShouldBeEmpty();
    }

    private static IEnumerable<string> Told(ForgeApi api) => api.Requests.Select(request => $"{request.Line.Split(' ')[1]} {Text(request, "text")?.Split(' ')[1].TrimEnd(':')}");

    private static string? Text(ForgeApi.Received request, string member) => (string?)JsonNode.Parse(request.Body)?[member];
}
