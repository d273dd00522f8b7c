using System.Text;
using PiDeployer.Logs;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Logs;

public sealed class ReverseLinesTests : IDisposable
{
    private readonly TempDirectory folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("", "")]
    [InlineData("a", "a")]
    [InlineData("a\n", "", "a")]
    [InlineData("\n", "", "")]
    [InlineData("a\n\nb\r\n", "", "b\r", "", "a")]
    public void The_newest_comes_first_without_its_end(string text, params string[] lines) => Read(text).ShouldBe(lines);

    [Fact]
    public void Lines_over_blocks_of_every_size_are_whole()
    {
        // Ends of lines fall on, before and behind the borders of all the blocks.
        var random = new Random(20261121);
        var lines = Enumerable.Range(0, 5000).Select(number => $"{number} {new string('x', random.Next(0, number % 50 == 0 ? 20_000 : 60))}").ToList();

        Read(string.Join('\n', lines)).ShouldBe(lines.AsEnumerable().Reverse());
    }

    [Fact]
    public void Of_a_line_that_is_too_long_the_end_is_given()
    {
        Read($"first\n{new string('x', 300_000)}end\nlast", longest: 1000).ShouldBe(["last", $"{new string('x', 997)}end", "first"]);
        Read($"first\n{new string('x', 300_000)}end\nlast", longest: 400_000)[1].Length.ShouldBe(300_003);
    }

    [Fact]
    public void Only_what_is_between_the_bounds_is_read()
    {
        Read("one\ntwo\nthree\nfour", start: 4, end: 13).ShouldBe(["three", "two"]);
        Read("one\ntwo\nthree\nfour", start: 5, end: 12).ShouldBe(["thre", "wo"]);
    }

    [Fact]
    public void What_was_cut_off_meanwhile_reads_as_zeros()
    {
        var path = folder.Write("text", "one\ntwo\n");
        using var file = File.OpenHandle(path);

        ReverseLines.Read(file, 0, 10, 100).Select(Encoding.UTF8.GetString).ShouldBe(["\0\0", "two", "one"]);
    }

    [Fact]
    public void The_last_line_of_a_large_file_costs_a_small_block()
    {
        using var file = File.OpenHandle(folder.Write("text", $"{new string('x', 10_000_000)}\nlast\n"));
        var allocated = GC.GetAllocatedBytesForCurrentThread();

        ReverseLines.Read(file, 0, 10_000_006, 100).ElementAt(1).ShouldBe("last"u8.ToArray());

        (GC.GetAllocatedBytesForCurrentThread() - allocated).ShouldBeLessThan(20_000);
    }

    private List<string> Read(string text, int longest = int.MaxValue, int start = 0, int? end = null)
    {
        using var file = File.OpenHandle(folder.Write("text", text));
        return [.. ReverseLines.Read(file, start, end ?? RandomAccess.GetLength(file), longest).Select(Encoding.UTF8.GetString)];
    }
}
