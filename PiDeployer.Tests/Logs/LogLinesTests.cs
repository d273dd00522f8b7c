using System.Text;
using PiDeployer.Logs;
using PiDeployer.Tests.Infra;
using PiDeployer.Values;

namespace PiDeployer.Tests.Logs;

public sealed class LogLinesTests : IDisposable
{
    private readonly TempDirectory folder = new();
    private readonly DeploymentId id = DeploymentId.New(TimeProvider.System);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Each_line_is_told_with_the_offset_after_it() =>
        Read("one\ngrüße 😀\n\n last\n").ShouldBe([(LogPiece.Line, "one", 4), (LogPiece.Line, "grüße 😀", 17), (LogPiece.Line, "", 18), (LogPiece.Line, " last", 24)]);

    [Fact]
    public void A_line_without_its_end_waits_for_it_until_all_is_over()
    {
        folder.Write($"{id}.log", "one\ntw");
        using var reader = Open(0);
        using var lines = new LogLines(reader);
        lines.Next(isOver: false).ShouldBe(LogPiece.Line);
        lines.Next(isOver: false).ShouldBe(LogPiece.None);

        File.AppendAllText(folder.File($"{id}.log"), "o\nthree");

        lines.Next(isOver: false).ShouldBe(LogPiece.Line);
        Encoding.UTF8.GetString(lines.Text).ShouldBe("two");
        lines.Next(isOver: false).ShouldBe(LogPiece.None);
        lines.Next(isOver: true).ShouldBe(LogPiece.Line);
        Encoding.UTF8.GetString(lines.Text).ShouldBe("three");
        lines.Next(isOver: true).ShouldBe(LogPiece.None);
    }

    [Fact]
    public void Only_a_carriage_return_at_the_very_end_belongs_to_the_end() =>
        Read("one\r\nt\rwo\r\r\n").ShouldBe([(LogPiece.Line, "one", 5), (LogPiece.Line, "t\rwo\r", 12)]);

    [Theory]
    [InlineData(8 * 1024)]
    [InlineData(LogLines.LongestLine - 1)]
    public void A_line_that_fits_is_one_piece(int length)
    {
        var line = new string('x', length);

        Read($"a\n{line}\nb\n").ShouldBe([(LogPiece.Line, "a", 2), (LogPiece.Line, line, length + 3), (LogPiece.Line, "b", length + 5)]);
    }

    [Theory]
    [InlineData("x", LogLines.LongestLine)]
    [InlineData("x", 500_000)]
    [InlineData("x", LogLines.LongestLine - 2)]
    [InlineData("ü", 200_000)]
    [InlineData("x€", 100_000)]
    [InlineData("😀", 100_000)]
    [InlineData("xxx😀", 100_000)]
    [InlineData("xy\r", 100_000)]
    public void A_longer_line_comes_in_parts_that_never_tear_a_character(string unit, int times)
    {
        var line = string.Concat(Enumerable.Repeat(unit, times));
        var text = $"a\n{line}!\r\nb\n";

        var pieces = Read(text);

        pieces[1..^2].ShouldAllBe(piece => piece.Piece == LogPiece.Part);
        pieces[^2].Piece.ShouldBe(LogPiece.Line);
        string.Concat(pieces[1..^1].Select(piece => piece.Text)).ShouldBe($"{line}!");
        pieces[^1].ShouldBe((LogPiece.Line, "b", Encoding.UTF8.GetByteCount(text)));
        pieces.ShouldAllBe(piece => Encoding.UTF8.GetByteCount(piece.Text) <= LogLines.LongestLine);
    }

    [Fact]
    public void From_the_end_of_any_piece_the_rest_is_the_same()
    {
        var text = string.Concat(Enumerable.Range(0, 40).Select(number => $"{number} {new string('ü', number * number * 40)}\n"));
        var all = Read(text);
        all.ShouldContain(piece => piece.Piece == LogPiece.Part);

        for (var i = 0; i < all.Count; i++)
            ReadFrom(all[i].End).ShouldBe(all[(i + 1)..]);
    }

    [Fact]
    public void A_gap_is_told_and_the_line_before_it_is_not_lost()
    {
        folder.Write($"{id}.log", "one\ntw");
        using var reader = Open(0);
        using var lines = new LogLines(reader);
        lines.Next(isOver: false).ShouldBe(LogPiece.Line);
        lines.Next(isOver: false).ShouldBe(LogPiece.None);

        File.Delete(folder.File($"{id}.log"));
        folder.Write($"{id}.1000.log", "ven\neight\n");

        Rest(lines).ShouldBe([(LogPiece.Line, "tw", 6), (LogPiece.Gap, "994", 1000), (LogPiece.Line, "ven", 1004), (LogPiece.Line, "eight", 1010)]);
    }

    private List<(LogPiece Piece, string Text, long End)> Read(string text)
    {
        folder.Write($"{id}.log", text);
        return ReadFrom(0);
    }

    private List<(LogPiece Piece, string Text, long End)> ReadFrom(long offset)
    {
        using var reader = Open(offset);
        using var lines = new LogLines(reader);
        return Rest(lines);
    }

    private static List<(LogPiece Piece, string Text, long End)> Rest(LogLines lines)
    {
        var pieces = new List<(LogPiece, string, long)>();
        while (lines.Next(isOver: true) is var piece and not LogPiece.None)
            pieces.Add((piece, piece == LogPiece.Gap ? $"{lines.Missing}" : Encoding.UTF8.GetString(lines.Text), lines.End));
        return pieces;
    }

    private LogReader Open(long offset) => new(new LogSegments(folder.Path, id), segmentBytes: 1, offset);
}
