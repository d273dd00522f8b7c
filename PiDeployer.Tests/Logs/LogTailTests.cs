using System.Text;
using PiDeployer.Logs;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Logs;

public sealed class LogTailTests : IDisposable
{
    private readonly TempDirectory folder = new();

    private string File => folder.File("shop.log");

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("a\nb\nc\n", 2, "b", "c")]
    [InlineData("a\nb\nc", 2, "b", "c")]
    [InlineData("a\nb\nc\n", 3, "a", "b", "c")]
    [InlineData("a\nb\nc\n", 50, "a", "b", "c")]
    [InlineData("a\n\n\n", 2, "", "")]
    [InlineData("a", 1, "a")]
    [InlineData("\n", 1, "")]
    [InlineData("", 5)]
    [InlineData("a\nb\n", 0)]
    public void The_last_lines_are_read(string text, int lines, params string[] tail)
    {
        folder.Write("shop.log", text);

        LogTail.Read(File, lines).ShouldBe(tail);
    }

    [Fact]
    public void Without_a_file_there_are_no_lines() => LogTail.Read(File, 10).ShouldBeEmpty();

    [Fact]
    public void Lines_over_several_blocks_are_whole()
    {
        var lines = Enumerable.Range(0, 30_000).Select(number => $"{number}: größe 😀 {new string('x', number % 50)}").ToList();
        System.IO.File.WriteAllLines(File, lines);

        foreach (var count in new[] { 1, 50, 1000, 10_000 })
            LogTail.Read(File, count).ShouldBe(lines.TakeLast(count));
    }

    [Fact]
    public void A_huge_file_is_read_from_its_end()
    {
        using (var file = System.IO.File.Create(File))
        {
            file.SetLength(5_000_000_000); // It takes no room on the disk: nothing is written before its end.
            file.Seek(0, SeekOrigin.End);
            file.Write(Encoding.UTF8.GetBytes("\nlast but one\nlast\n"));
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread();
        ThreadTime.Of(() => LogTail.Read(File, 2).ShouldBe(["last but one", "last"])).ShouldBeLessThan(TimeSpan.FromSeconds(1));

        (GC.GetAllocatedBytesForCurrentThread() - allocated).ShouldBeLessThan(8 * LogTail.MaxBytes);
    }

    [Fact]
    public void A_line_of_any_length_costs_no_more_than_the_limit()
    {
        System.IO.File.WriteAllText(File, $"first\n{new string('x', 10_000_000)}\nlast\n");

        var lines = LogTail.Read(File, 3);

        lines.Length.ShouldBe(2);
        lines[0].ShouldBe(new string('x', LogTail.MaxBytes - "\nlast\n".Length));
        lines[1].ShouldBe("last");
    }

    [Fact]
    public void A_symbolic_link_is_not_read()
    {
        System.IO.File.CreateSymbolicLink(File, folder.Write("precious", "secret\n"));

        Should.Throw<IOException>(() => LogTail.Read(File, 10)).Message.ShouldContain("symbolic link");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_named_pipe_keeps_no_reader_waiting()
    {
        Shell.Run("mkfifo", File);

        (await Should.ThrowAsync<IOException>(() => Task.Run(() => LogTail.Read(File, 10)))).Message.ShouldContain("named pipe");
    }

    [Fact]
    public void A_log_that_is_being_written_can_be_read()
    {
        using var log = new ProjectLog(File, "shop", DateTimeOffset.UnixEpoch, ProjectLog.MaxBytes, _ => { });
        log.Write("so far", endOfLine: true);
        log.Flush();

        LogTail.Read(File, 1).ShouldBe(["so far"]);
    }
}
