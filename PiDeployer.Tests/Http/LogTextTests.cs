using System.Net;
using PiDeployer.Logs;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Http;

public sealed class LogTextTests
{
    [Fact(Timeout = 180_000)]
    public async Task A_log_is_plain_text()
    {
        await using var server = await LogServer.StartAsync();
        server.Write("one", "grüße 😀");

        using var answer = await server.Http.GetAsync(new Uri("/log", UriKind.Relative));

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType?.ToString().ShouldBe("text/plain; charset=utf-8");
        (await answer.Content.ReadAsStringAsync()).ShouldBe("one\ngrüße 😀\n");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_log_over_several_segments_is_whole()
    {
        await using var server = await LogServer.StartAsync(new LogLimits(SegmentBytes: 100_000, Segments: 50), TimeProvider.System);
        string[] lines = [.. Enumerable.Range(0, 50_000).Select(number => $"line {number}")];
        server.Write(lines);

        (await server.Http.GetStringAsync(new Uri("/log", UriKind.Relative))).TrimEnd('\n').Split('\n').ShouldBe(lines);
    }

    [Fact(Timeout = 180_000)]
    public async Task While_it_runs_it_is_what_is_there()
    {
        await using var server = await LogServer.StartAsync();
        server.Logs.Expect(server.Id);
        (await server.Http.GetStringAsync(new Uri("/log", UriKind.Relative))).ShouldBe("");

        using var log = server.Begin();
        log.Write("half a", endOfLine: false);
        log.Flush();

        (await server.Http.GetStringAsync(new Uri("/log", UriKind.Relative))).ShouldBe("half a");
    }

    [Fact(Timeout = 180_000)]
    public async Task Of_a_long_log_the_end_is_there_and_a_line_that_says_what_is_not()
    {
        await using var server = await LogServer.StartAsync(new LogLimits(SegmentBytes: 1000, Segments: 2), TimeProvider.System);
        server.Write([.. Enumerable.Range(1000, 2000).Select(number => $"{number} is it")]); // Of eleven bytes each.

        var lines = (await server.Http.GetStringAsync(new Uri("/log", UriKind.Relative))).TrimEnd('\n').Split('\n');

        lines[0].ShouldBe($"[{(2001 - lines.Length) * 11} bytes were here; of a long log only the end is kept]");
        lines[1].ShouldBe($"{3001 - lines.Length} is it");
        lines[^1].ShouldBe("2999 is it");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_log_that_is_not_there_is_not_found()
    {
        await using var server = await LogServer.StartAsync();

        using var answer = await server.Http.GetAsync(new Uri("/log", UriKind.Relative));

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("no longer kept");
    }
}
