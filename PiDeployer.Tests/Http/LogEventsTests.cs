using System.Globalization;
using System.Net;
using PiDeployer.Logs;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Http;

public sealed class LogEventsTests : IAsyncLifetime
{
    private static readonly ServerSentEvent Ending = new("result", "end", LogServer.Result);

    private LogServer? running;

    private LogServer Server => running ?? throw new InvalidOperationException("It has not started.");

    public async ValueTask InitializeAsync() => running = await LogServer.StartAsync();

    public async ValueTask DisposeAsync() => await Server.DisposeAsync();

    [Fact(Timeout = 180_000)]
    public async Task A_deployment_that_has_ended_is_told_from_its_beginning_to_its_result()
    {
        Server.Write("one", "", " grüße 😀");

        using var events = await Server.FollowAsync();

        events.Headers.GetValues("X-Accel-Buffering").ShouldBe(["no"]);
        (await events.ToEndAsync()).ShouldBe([new("", "4", "one"), new("", "5", ""), new("", "19", " grüße 😀"), Ending]);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_deployment_without_a_log_has_its_result_all_the_same() => (await Server.EventsAsync()).ShouldBe([Ending]);

    [Fact(Timeout = 180_000)]
    public async Task Without_a_result_the_stream_ends_so_that_its_reader_asks_again_and_goes_on()
    {
        Server.ResultJson = null;
        Server.Write("one");
        (await Server.EventsAsync()).ShouldBe([new("", "4", "one")]);

        Server.ResultJson = LogServer.Result;
        Server.Write("two");
        (await Server.EventsAsync("4")).ShouldBe([new("", "8", "two"), Ending]);
    }

    [Fact(Timeout = 180_000)]
    public async Task Who_comes_before_the_first_line_sees_each_line_as_it_comes()
    {
        Server.Logs.Expect(Server.Id);
        using var events = await Server.FollowAsync();
        using var log = Server.Begin();

        for (var number = 0; number < 20; number++)
        {
            log.Write($"line {number}", endOfLine: true);
            log.Flush();
            (await events.NextAsync())?.Data.ShouldBe($"line {number}");
        }

        log.Dispose();
        Server.Logs.End(Server.Id);
        (await events.ToEndAsync()).ShouldBe([Ending]);
    }

    [Fact(Timeout = 180_000)]
    public async Task After_any_event_a_reader_goes_on_right_there()
    {
        Server.Write("one", new string('ü', 100_000), "two");
        var all = await Server.EventsAsync();
        all.Select(next => next.Type).ShouldBe(["", "part", "part", "part", "", "", "result"]);

        for (var i = 0; i < all.Count - 1; i++)
            (await Server.EventsAsync(all[i].Id)).ShouldBe(all[(i + 1)..]);
    }

    [Fact(Timeout = 180_000)]
    public async Task Who_has_seen_the_end_is_told_not_to_ask_again()
    {
        Server.Write("one");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/events") { Headers = { { "Last-Event-ID", "end" } } };

        using var answer = await Server.Http.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Theory(Timeout = 180_000)]
    [InlineData("x")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("99999999999999999999")]
    public async Task An_id_that_is_none_is_refused(string id)
    {
        Server.Write("one");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/events") { Headers = { { "Last-Event-ID", id } } };

        using var answer = await Server.Http.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("Last-Event-ID must be");
    }

    [Fact(Timeout = 180_000)]
    public async Task An_id_beyond_the_end_means_the_end()
    {
        using var log = Server.Begin();
        log.Write("one", endOfLine: true);
        log.Flush();
        using var events = await Server.FollowAsync("1000");

        log.Write("two", endOfLine: true);
        log.Flush();

        (await events.NextAsync()).ShouldBe(new ServerSentEvent("", "8", "two"));
    }

    [Fact(Timeout = 180_000)]
    public async Task Bytes_that_were_rotated_away_are_told_as_a_gap()
    {
        await using var small = await LogServer.StartAsync(new LogLimits(SegmentBytes: 1000, Segments: 2), TimeProvider.System);
        small.Write([.. Enumerable.Range(1000, 2000).Select(number => $"{number} is it")]); // Of eleven bytes each.

        var events = await small.EventsAsync("11");

        var start = int.Parse(events[0].Id, CultureInfo.InvariantCulture);
        events[0].ShouldBe(new ServerSentEvent("gap", $"{start}", $"{start - 11}"));
        events[1].ShouldBe(new ServerSentEvent("", $"{start + 11}", $"{1000 + (start / 11)} is it"));
        events[^2].Data.ShouldBe("2999 is it");
        events.Count.ShouldBe(1 + 2000 - (start / 11) + 1);
    }

    [Fact(Timeout = 180_000)]
    public async Task Readers_of_a_log_that_is_rotated_under_them_know_of_each_byte_where_it_is()
    {
        await using var small = await LogServer.StartAsync(new LogLimits(SegmentBytes: 5000, Segments: 3), TimeProvider.System);
        small.Logs.Expect(small.Id);
        var readers = Enumerable.Range(0, 8).Select(_ => small.EventsAsync()).ToList();
        await Task.Run(() => small.Write([.. Enumerable.Range(100_000, 50_000).Select(number => $"{number} {new string('x', number % 50)}")]));

        foreach (var events in await Task.WhenAll(readers))
        {
            var (position, seen) = (0L, 0);
            foreach (var next in events[..^1])
            {
                position += next.Type == "gap" ? long.Parse(next.Data, CultureInfo.InvariantCulture) : next.Data.Length + 1;
                next.Id.ShouldBe($"{position}");
                if (next.Type == "gap")
                    continue;
                var number = int.Parse(next.Data.Split(' ')[0], CultureInfo.InvariantCulture);
                number.ShouldBeGreaterThan(seen);
                next.Data.ShouldBe($"{number} {new string('x', number % 50)}");
                seen = number;
            }

            seen.ShouldBe(149_999);
            events[^1].ShouldBe(Ending);
        }
    }

    [Fact(Timeout = 180_000)]
    public async Task No_line_can_forge_an_event()
    {
        Server.Write("a\rid: 7\revent: result\r\rdata: x", "b\r", "id: 8", "\r");

        (await Server.EventsAsync()).ShouldBe(
            [new("", "31", "a\nid: 7\nevent: result\n\ndata: x"), new("", "34", "b"), new("", "40", "id: 8"), new("", "42", ""), Ending]);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_result_of_several_lines_stays_one_event()
    {
        Server.ResultJson = "{\r\n}";

        (await Server.EventsAsync()).ShouldBe([Ending with { Data = "{\n}" }]);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_log_that_goes_no_further_says_why_and_still_ends_with_the_result()
    {
        Assert.SkipUnless(SmallDisk.MissingReason is null, SmallDisk.MissingReason ?? "");
        using var disk = new SmallDisk(64);
        Directory.CreateSymbolicLink(Path.Combine(Server.Folder, Server.Project.Value), disk.Path);
        using var log = Server.Logs.Begin(Server.Project, Server.Id, keep: 1, _ => { });
        using var events = await Server.FollowAsync();
        for (var i = 0; i < 100; i++)
        {
            log.Write(new string('x', 999), endOfLine: true);
            log.Flush();
        }

        var seen = await events.NextAsync();
        while (seen is { Type: "" })
            seen = await events.NextAsync();
        seen.ShouldNotBeNull().Type.ShouldBe("lost");
        seen.Data.ShouldContain("No space left on device");

        Server.Logs.End(Server.Id);
        var rest = await events.ToEndAsync();
        rest[^1].ShouldBe(Ending);
        rest.ShouldNotContain(next => next.Type == "lost");
    }

    [Fact(Timeout = 180_000)]
    public async Task An_idle_stream_beats()
    {
        await using var fast = await LogServer.StartAsync(LogLimits.Default, new FastClock());
        fast.Logs.Expect(fast.Id);
        using var events = await fast.FollowAsync();
        var next = events.NextAsync();

        await Eventually.TrueAsync(() => events.Beats >= 3, "three beats came");

        next.IsCompleted.ShouldBeFalse();
        fast.Logs.End(fast.Id);
        (await next).ShouldBe(Ending);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_stream_that_is_not_idle_does_not_beat()
    {
        Server.Logs.Expect(Server.Id);
        using var events = await Server.FollowAsync();
        Server.Write("one");

        await events.ToEndAsync();

        events.Beats.ShouldBe(0);
    }

    [Fact(Timeout = 180_000)]
    public async Task Twenty_readers_see_every_line_in_order()
    {
        Server.Logs.Expect(Server.Id);
        var readers = Enumerable.Range(0, 20).Select(_ => Server.EventsAsync()).ToList();
        using (var log = Server.Begin())
        {
            for (var number = 0; number < 5000; number++)
            {
                log.Write($"line {number} {new string('x', number % 100)}", endOfLine: true);
                if (number % 7 == 0)
                    log.Flush();
                if (number % 1000 == 0)
                    await Task.Yield();
            }
        }

        Server.Logs.End(Server.Id);

        foreach (var events in await Task.WhenAll(readers))
        {
            events[..^1].Select(next => next.Data).ShouldBe(Enumerable.Range(0, 5000).Select(number => $"line {number} {new string('x', number % 100)}"));
            events[^1].ShouldBe(Ending);
        }
    }

    [Fact(Timeout = 180_000)]
    public async Task A_reader_that_goes_away_is_no_error_and_keeps_nothing_open()
    {
        Server.Logs.Expect(Server.Id);
        using var log = Server.Begin();
        log.Write("one", endOfLine: true);
        log.Flush();
        for (var i = 0; i < 5; i++)
        {
            using var events = await Server.FollowAsync();
            await events.NextAsync();
        }

        await Eventually.TrueAsync(() => OpenLogs() == 1, "only the writer has the log open");
    }

    [Fact(Timeout = 180_000)]
    public async Task When_the_program_stops_the_streams_end()
    {
        Server.Logs.Expect(Server.Id);
        using var events = await Server.FollowAsync();

        await Server.StopStreamsAsync();

        (await events.ToEndAsync()).ShouldBeEmpty();
    }

    [Fact(Timeout = 180_000)]
    public async Task A_head_request_does_not_follow()
    {
        Server.Logs.Expect(Server.Id);

        using var answer = await Server.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/events"));

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType?.ToString().ShouldBe("text/event-stream");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_log_that_cannot_be_read_is_an_error_that_says_so()
    {
        Directory.CreateDirectory(Path.Combine(Server.Folder, Server.Project.Value));
        File.CreateSymbolicLink(Path.Combine(Server.Folder, Server.Project.Value, $"{Server.Id}.log"), "/etc/passwd");

        using var answer = await Server.Http.GetAsync(new Uri("/events", UriKind.Relative));

        answer.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("symbolic link");
    }

    /// <summary>How often this process has the deployment's log open.</summary>
    private int OpenLogs() => Directory.GetFiles("/proc/self/fd").Count(link => new FileInfo(link).LinkTarget?.EndsWith($"{Server.Id}.log", StringComparison.Ordinal) == true);
}
