using System.Globalization;
using System.Text;
using PiDeployer.Logs;
using PiDeployer.Tests.Infra;
using PiDeployer.Values;

namespace PiDeployer.Tests.Logs;

public sealed class DeploymentLogsTests : IDisposable
{
    private static readonly LogLimits Small = new(SegmentBytes: 1000, Segments: 3);

    private readonly TempDirectory folder = new();
    private readonly List<Exception> failures = [];
    private readonly ProjectName project = Some.Name("shop");
    private readonly DeploymentId id = IdAt(12);
    private readonly DeploymentLogs logs;

    public DeploymentLogsTests() => logs = new DeploymentLogs(folder.Path, Small);

    private string File => folder.File($"shop/{id}.log");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Its_file_holds_the_output_and_nothing_else()
    {
        Write(id, "one", "grüße 😀");

        System.IO.File.ReadAllText(File).ShouldBe("one\ngrüße 😀\n");
        failures.ShouldBeEmpty();
    }

    [Fact]
    public void What_was_flushed_can_be_read()
    {
        using var log = Begin(id);
        log.Write("one, ", endOfLine: false);
        log.Write("two", endOfLine: true);
        logs.Find(id)?.State.Length.ShouldBe(0);

        log.Flush();

        logs.Find(id)?.State.Length.ShouldBe(9);
        ReadFrom(0).ShouldBe((0, "one, two\n"));
    }

    [Fact]
    public void It_can_be_read_from_any_offset()
    {
        Write(id, "one", "two");

        ReadFrom(0).ShouldBe((0, "one\ntwo\n"));
        ReadFrom(4).ShouldBe((0, "two\n"));
        ReadFrom(8).ShouldBe((0, ""));
        ReadFrom(long.MaxValue).ShouldBe((0, ""));
    }

    [Fact]
    public void A_full_segment_is_followed_by_another_that_begins_with_a_line()
    {
        Write(id, Numbered(150)); // Of ten bytes each.

        Files().ShouldBe([$"{id}.1000.log", $"{id}.log"]);
        System.IO.File.ReadAllText(folder.File($"shop/{id}.1000.log")).ShouldStartWith("line  100\n");
        ReadFrom(0).ShouldBe((0, string.Concat(Numbered(150).Select(line => $"{line}\n"))));
        ReadFrom(990).Text.ShouldStartWith("line   99\nline  100\n");
        ReadFrom(1000).Text.ShouldStartWith("line  100\n");
        ReadFrom(1010).Text.ShouldStartWith("line  101\n");
    }

    [Fact]
    public void Of_too_many_segments_the_oldest_are_gone_and_a_reader_is_told_how_much()
    {
        Write(id, Numbered(450));

        Files().Count.ShouldBe(Small.Segments);
        var (missing, text) = ReadFrom(500);
        missing.ShouldBe(1500);
        text.ShouldStartWith("line  200\n");
        text.ShouldEndWith("line  449\n");
        ReadFrom(3000).ShouldBe((0, string.Concat(Numbered(450)[300..].Select(line => $"{line}\n"))));
    }

    [Fact]
    public void An_open_reader_still_reads_the_segment_that_is_deleted()
    {
        using var log = Begin(id);
        Write(log, Numbered(10));
        using var reader = logs.Read(project, id, 0);
        Span<byte> buffer = stackalloc byte[20_000];
        reader.Read(buffer).ShouldBe(100);

        Write(log, Numbered(450));

        reader.Read(buffer).ShouldBe(900);
        reader.Read(buffer).ShouldBe(0);
        reader.SkipGap().ShouldBe(1000);
        Encoding.UTF8.GetString(buffer[..reader.Read(buffer)]).ShouldStartWith("line  190\n");
    }

    [Fact]
    public void What_comes_between_two_looks_of_a_reader_is_no_gap()
    {
        using var log = Begin(id);
        Write(log, Numbered(99));
        log.Write("this line is longer than ", endOfLine: false);
        log.Flush();
        using var reader = logs.Read(project, id, 0);
        Span<byte> buffer = stackalloc byte[3000];
        var position = reader.Read(buffer);
        reader.Read(buffer).ShouldBe(0);

        log.Write("the segment", endOfLine: true);
        Write(log, Numbered(150)); // Which begins two segments.

        reader.SkipGap().ShouldBe(0);
        Encoding.UTF8.GetString(buffer[..reader.Read(buffer)]).ShouldBe("the segment\n");
        reader.Position.ShouldBe(position + 12);
        Encoding.UTF8.GetString(buffer[..reader.Read(buffer)]).ShouldStartWith("line    0\n");
    }

    [Fact(Timeout = 180_000)]
    public async Task Where_nothing_is_deleted_no_reader_finds_a_gap()
    {
        const int lines = 20_000;
        using var memory = TempDirectory.InMemory();
        var all = new DeploymentLogs(memory.Path, new LogLimits(SegmentBytes: 1000, Segments: int.MaxValue));
        using var log = all.Begin(project, id, keep: 1, failures.Add);
        Task<long> GapsAsync() => Task.Run(() =>
        {
            using var reader = all.Read(project, id, 0);
            var (gaps, buffer) = (0L, new byte[8192]);
            while (reader.Position < lines * 10)
                gaps += reader.Read(buffer) > 0 ? 0 : reader.SkipGap();
            return gaps;
        });

        var readers = new[] { GapsAsync(), GapsAsync() };
        await Task.Run(() => Write(log, [.. Enumerable.Range(0, lines).Select(number => string.Create(CultureInfo.InvariantCulture, $"line{number,5}"))]));

        (await Task.WhenAll(readers)).ShouldBe([0, 0]);
    }

    [Fact]
    public void A_line_without_an_end_does_not_fill_the_disk()
    {
        using (var log = Begin(id))
        {
            for (var part = 0; part < 100; part++)
                log.Write(new string('x', 16 * 1024), endOfLine: false);
        }

        Files().Count.ShouldBe(Small.Segments);
        Files().ShouldAllBe(name => new FileInfo(folder.File($"shop/{name}")).Length < 120_000);
    }

    [Fact]
    public void Another_process_goes_on_where_the_first_one_stopped()
    {
        Write(id, Numbered(110));

        new DeploymentLogs(folder.Path, Small).Begin(project, id, keep: 1, failures.Add).Dispose();
        Write(id, "continued");

        ReadFrom(1090).ShouldBe((0, "line  109\ncontinued\n"));
        Files().ShouldBe([$"{id}.1000.log", $"{id}.log"]);
    }

    [Fact]
    public void The_half_line_of_a_process_that_was_killed_stays_a_line_of_its_own()
    {
        folder.Write($"shop/{id}.log", "one\ntw");

        Write(id, "three");

        ReadFrom(0).ShouldBe((0, "one\ntw\nthree\n"));
    }

    [Fact]
    public void A_deployment_can_be_followed_from_its_acceptance_to_its_end()
    {
        logs.Find(id).ShouldBeNull();

        var live = logs.Expect(id);
        logs.Expect(id).ShouldBeSameAs(live);
        using (var log = Begin(id))
            Write(log, "one");
        logs.Find(id).ShouldBeSameAs(live);
        live.State.Length.ShouldBe(4);
        live.State.IsOver.ShouldBeFalse();

        logs.End(id);
        live.State.IsOver.ShouldBeTrue();
        logs.Find(id).ShouldBeNull();
        logs.End(id);
    }

    [Fact]
    public void Followers_see_how_far_a_continued_log_has_come()
    {
        Write(id, "one");

        using var log = Begin(id);

        logs.Find(id)?.State.Length.ShouldBe(4);
    }

    [Fact]
    public void The_oldest_deployments_logs_make_room_for_a_new_one()
    {
        foreach (var hour in new[] { 3, 1, 5, 2, 4 })
            Write(IdAt(hour), Numbered(150)); // Two segments each.
        folder.Write("shop/notes.log", "somebody's own");
        folder.Write("shop/1.txt", "somebody's own");
        folder.Write($"till/{IdAt(0)}.log", "of another project");

        Begin(id, keep: 3).Dispose();

        Files().Select(name => name.Split("0000-")[0]).Distinct().ShouldBe(["1.txt", "20261121-04", "20261121-05", "20261121-12", "notes.log"]);
        Files().Count.ShouldBe(2 + 2 + 2 + 1);
        Directory.GetFiles(folder.File("till")).Length.ShouldBe(1);
    }

    [Fact]
    public void All_logs_of_a_project_together_are_bounded_and_the_oldest_go_first()
    {
        var bounded = new DeploymentLogs(folder.Path, Small with { ProjectBytes = 8000 }); // Of which 3000 are for the one that begins.
        foreach (var hour in new[] { 1, 2, 3, 4, 5 })
            Write(IdAt(hour), Numbered(150)); // 1500 bytes each.
        folder.Write($"till/{IdAt(0)}.log", new string('x', 10_000));

        bounded.Begin(project, id, keep: 100, failures.Add).Dispose();

        Files().Select(name => name[..11]).Distinct().ShouldBe(["20261121-03", "20261121-04", "20261121-05", "20261121-12"]);
        Files().Count.ShouldBe(2 + 2 + 2 + 1);
        Directory.GetFiles(folder.File("till")).Length.ShouldBe(1);
    }

    [Fact]
    public void However_long_it_is_the_log_that_goes_on_stays()
    {
        Write(id, Numbered(150));

        new DeploymentLogs(folder.Path, Small with { ProjectBytes = 0 }).Begin(project, id, keep: 1, failures.Add).Dispose();

        Files().Count.ShouldBe(2);
    }

    [Fact]
    public void When_the_clock_was_set_back_the_logs_from_before_are_the_oldest()
    {
        foreach (var hour in new[] { 20, 21, 3, 4 })
            Write(IdAt(hour), "one");

        Begin(IdAt(5), keep: 4).Dispose();

        Files().Select(name => name[..11]).ShouldBe(["20261121-03", "20261121-04", "20261121-05", "20261121-21"]);
    }

    [Fact]
    public void Neither_the_log_that_begins_nor_one_that_is_followed_is_deleted_when_the_clock_was_set_back()
    {
        var (running, past) = (IdAt(1), IdAt(0));
        using var log = Begin(running);
        foreach (var hour in new[] { 2, 3, 4 })
            Write(IdAt(hour), "one");
        folder.Write($"shop/{past}.log", "continued\n");

        Begin(past, keep: 2).Dispose();

        Files().Select(name => name[..11]).ShouldBe(["20261121-00", "20261121-01", "20261121-04"]);
    }

    [Fact]
    public void A_full_disk_costs_the_log_and_is_reported_once()
    {
        Assert.SkipUnless(SmallDisk.MissingReason is null, SmallDisk.MissingReason ?? "");
        using var disk = new SmallDisk(64);
        var full = new DeploymentLogs(disk.Path, LogLimits.Default);
        var live = full.Expect(id);
        using (var log = full.Begin(project, id, keep: 1, failures.Add))
        {
            Write(log, "before");
            live.State.Failure.ShouldBeNull();
            Write(log, [.. Enumerable.Repeat(new string('x', 1000), 100)]);
        }

        failures.ShouldHaveSingleItem().ShouldBeOfType<IOException>().Message.ShouldContain("No space left on device");
        live.State.Failure.ShouldBe(failures[0].Message);
        using var reader = full.Read(project, id, 0);
        Span<byte> buffer = stackalloc byte[7];
        reader.Read(buffer).ShouldBe(7);
        Encoding.UTF8.GetString(buffer).ShouldBe("before\n");
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_reported_once()
    {
        folder.Write("shop", "a file where the folder should be");

        Write(id, "one", "two");

        failures.ShouldHaveSingleItem();
    }

    [Fact]
    public void A_symbolic_link_is_neither_written_nor_read_through()
    {
        var target = folder.Write("precious", "as it was\n");
        Directory.CreateDirectory(folder.File("shop"));
        System.IO.File.CreateSymbolicLink(File, target);

        Write(id, "one", "two");

        System.IO.File.ReadAllText(target).ShouldBe("as it was\n");
        failures.ShouldHaveSingleItem().Message.ShouldContain("symbolic link");
        Should.Throw<IOException>(() => logs.Read(project, id, 0)).Message.ShouldContain("symbolic link");
    }

    [Fact]
    public void A_next_segment_that_cannot_be_opened_is_reported_once()
    {
        using (var log = Begin(id))
        {
            System.IO.File.CreateSymbolicLink(folder.File($"shop/{id}.1000.log"), folder.Write("precious", "as it was\n"));
            Write(log, Numbered(300));
        }

        failures.ShouldHaveSingleItem().Message.ShouldContain("symbolic link");
        System.IO.File.ReadAllText(File).ShouldBe(string.Concat(Numbered(100).Select(line => $"{line}\n")));
    }

    [Fact(Timeout = 180_000)]
    public async Task A_named_pipe_keeps_nobody_waiting()
    {
        Directory.CreateDirectory(folder.File("shop"));
        Shell.Run("mkfifo", File);

        await Task.Run(() => Write(id, "one", "two"));

        failures.ShouldHaveSingleItem().Message.ShouldContain("named pipe");
        (await Should.ThrowAsync<IOException>(() => Task.Run(() => logs.Read(project, id, 0)))).Message.ShouldContain("named pipe");
    }

    private static DeploymentId IdAt(int hour) => DeploymentId.New(new FixedClock(new DateTimeOffset(2026, 11, 21, hour, 0, 0, TimeSpan.Zero)));

    /// <summary>Each is nine characters long.</summary>
    private static string[] Numbered(int count) => [.. Enumerable.Range(0, count).Select(number => string.Create(CultureInfo.InvariantCulture, $"line {number,4}"))];

    private static void Write(DeploymentLog log, params string[] lines)
    {
        foreach (var line in lines)
        {
            log.Write(line, endOfLine: true);
            log.Flush();
        }
    }

    private DeploymentLog Begin(DeploymentId deployment, int keep = 100) => logs.Begin(project, deployment, keep, failures.Add);

    private void Write(DeploymentId deployment, params string[] lines)
    {
        using (var log = Begin(deployment))
            Write(log, lines);
        logs.End(deployment);
    }

    private List<string> Files() => [.. Directory.GetFiles(folder.File("shop")).Select(Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal)];

    private (long Missing, string Text) ReadFrom(long offset)
    {
        using var reader = logs.Read(project, id, offset);
        var (missing, bytes, buffer) = (0L, new List<byte>(), new byte[64]);
        while (true)
        {
            if (reader.Read(buffer) is var count and > 0)
                bytes.AddRange(buffer[..count]);
            else if (reader.SkipGap() is var gap and > 0)
                missing += gap;
            else
                return (missing, Encoding.UTF8.GetString([.. bytes]));
        }
    }
}
