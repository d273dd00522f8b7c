using PiDeployer.Processes;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Processes;

public sealed class LineSplitterTests
{
    private const string Password = "correct-horse-battery-staple";

    private readonly TextOutput output = new();

    [Theory]
    [InlineData("one\ntwo\n", "one", "two")]
    [InlineData("one\r\ntwo\r\n", "one", "two")]
    [InlineData("10%\r20%\rdone\n", "10%", "20%", "done")]
    [InlineData("no end", "no end")]
    [InlineData("a\n\nb\n", "a", "", "b")]
    [InlineData("")]
    public void Text_is_cut_into_lines_however_it_arrives(string text, params string[] lines)
    {
        Split(Redaction.None, text);
        output.Lines.ShouldBe(lines);

        var oneByOne = new TextOutput();
        var splitter = new LineSplitter(Redaction.None, oneByOne, new Lock());
        foreach (var character in text)
            splitter.Write([character]);
        splitter.Complete();
        oneByOne.Lines.ShouldBe(lines);
    }

    [Fact]
    public void A_long_line_leaves_in_parts_and_loses_nothing()
    {
        var line = string.Concat(Enumerable.Range(0, 20_000).Select(number => $"{number},"));

        Split(Redaction.None, line + "\nshort\n");

        output.Lines.ShouldBe([line, "short"]);
        output.Pieces.ShouldBeGreaterThan(3);
    }

    [Fact]
    public void A_secret_is_masked_wherever_in_a_long_line_it_stands()
    {
        // Every distance from the line's beginning around the places where a part may end.
        foreach (var distance in Enumerable.Range(16 * 1024 - 60, 70))
        {
            var lines = new TextOutput();
            var splitter = new LineSplitter(new Redaction([Some.Secret(Password)]), lines, new Lock());

            foreach (var piece in $"{new string('x', distance)}{Password}{new string('y', 20_000)}\n".Chunk(1000))
                splitter.Write(piece);
            splitter.Complete();

            lines.Lines.ShouldBe([$"{new string('x', distance)}***{new string('y', 20_000)}"]);
        }
    }

    [Fact]
    public void A_secret_that_never_ends_is_no_secret()
    {
        Split(new Redaction([Some.Secret(Password)]), $"{new string('x', 16 * 1024)}{Password[..^1]}\n");

        output.Lines.ShouldBe([$"{new string('x', 16 * 1024)}{Password[..^1]}"]);
    }

    [Fact]
    public void A_secret_longer_than_the_usual_buffer_is_masked()
    {
        var key = string.Concat(Enumerable.Range(0, 5_000).Select(number => $"{number:x4}"));

        Split(new Redaction([Some.Secret(key)]), $"{new string('x', 100_000)}{key}{key}z\n");

        output.Lines.ShouldBe([$"{new string('x', 100_000)}******z"]);
    }

    [Fact]
    public void A_part_never_ends_inside_a_character_of_two_halves()
    {
        var pieces = new PieceOutput();
        var splitter = new LineSplitter(Redaction.None, pieces, new Lock());

        splitter.Write("x" + string.Concat(Enumerable.Repeat("😀", 20_000)));
        splitter.Complete();

        pieces.Ends.Count.ShouldBeGreaterThan(1);
        pieces.Ends.ShouldAllBe(end => !char.IsHighSurrogate(end));
    }

    private void Split(Redaction redaction, string text)
    {
        var splitter = new LineSplitter(redaction, output, new Lock());
        splitter.Write(text);
        splitter.Complete();
    }

    private sealed class PieceOutput : IOutput
    {
        public List<char> Ends { get; } = [];

        public void Write(ReadOnlySpan<char> piece, bool endOfLine) => Ends.Add(piece.IsEmpty ? ' ' : piece[^1]);

        public void Flush()
        {
        }
    }
}
