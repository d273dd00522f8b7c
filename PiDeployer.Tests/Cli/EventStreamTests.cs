using System.Text;
using PiDeployer.Cli.Client;

namespace PiDeployer.Tests.Cli;

public sealed class EventStreamTests
{
    [Fact]
    public async Task Events_are_read_as_the_standard_has_them()
    {
        const string stream = ": a comment\n\nid: 5\ndata: one\n\nevent: part\nid: 9\ndata:two\ndata:  three\n\ndata\n\nid: 7\n\nevent: result\ndata: {\"a\": 1}\n\ndata: not finished\n";
        var events = new EventStream(new StringReader(stream));
        var read = new List<LogEvent>();
        while (await events.NextAsync(CancellationToken.None) is { } one)
            read.Add(one);

        read.ShouldBe([new("message", "one", "5"), new("part", "two\n three", "9"), new("message", "", null), new("result", "{\"a\": 1}", null)]);
    }

    [Theory]
    [InlineData("", 1, null)]
    [InlineData("a\nb\n", 2, null)]
    [InlineData("a\nb\n", 3, null)]
    [InlineData("a\nb\n", 1, "2")]
    [InlineData("a\nbb\nc\nrest", 2, "2")]
    [InlineData("ä\nb\nc\n", 1, "5")]
    public async Task The_last_lines_begin_after_so_many_bytes(string text, int lines, string? offset)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        (await LastLines.OffsetAsync(stream, lines, CancellationToken.None)).ShouldBe(offset);
    }

    [Fact]
    public async Task However_long_the_text_is()
    {
        var text = string.Concat(Enumerable.Range(0, 30_000).Select(i => $"{i}\n"));
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));

        (await LastLines.OffsetAsync(stream, 100, CancellationToken.None)).ShouldBe($"{text.IndexOf("\n29900\n", StringComparison.Ordinal) + 1}");
    }
}
