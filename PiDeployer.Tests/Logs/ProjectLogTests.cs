using PiDeployer.Logs;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Logs;

public sealed class ProjectLogTests : IDisposable
{
    private const long Small = 2000;

    private static readonly string Rule = new('=', 60);

    private readonly TempDirectory folder = new();
    private readonly List<Exception> failures = [];

    private string File => folder.File("logs/shop.log");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Its_layout_is_the_old_programs()
    {
        Write(ProjectLog.MaxBytes, "success", "one", "grüße 😀");
        Write(ProjectLog.MaxBytes, "failed", "two");

        Lines(File).ShouldBe(
        [
            Rule, "[2026-11-21 14:05:07] shop - success (12.3s)", Rule, "one", "grüße 😀",
            Rule, "[2026-11-21 14:05:07] shop - failed (12.3s)", Rule, "two",
        ]);
        failures.ShouldBeEmpty();
    }

    [Fact]
    public void While_it_runs_it_says_so_and_its_output_can_be_read()
    {
        using var log = Open(ProjectLog.MaxBytes);
        log.Write("half a line, ", endOfLine: false);
        log.Write("and its end", endOfLine: true);
        log.Flush();

        Lines(File).ShouldBe([Rule, "[2026-11-21 14:05:07] shop - running", Rule, "half a line, and its end"]);
    }

    [Fact]
    public void A_full_file_is_rotated_and_every_file_keeps_the_layout()
    {
        Write(Small, "timeout", [.. Enumerable.Range(0, 1500).Select(number => $"line {number}")]);

        foreach (var path in Directory.GetFiles(folder.File("logs")))
        {
            var lines = Lines(path);
            lines[0].ShouldBe(Rule);
            lines[1].ShouldBe($"[2026-11-21 14:05:07] shop - {(path == File ? "timeout (12.3s)" : "continued in next file")}");
            lines[2].ShouldBe(Rule);
        }

        var output = Files().SelectMany(path => Lines(path).Skip(3)).ToList();
        output[^1].ShouldBe("line 1499");
        output.ShouldBe(Enumerable.Range(1500 - output.Count, output.Count).Select(number => $"line {number}"));
    }

    [Fact]
    public void There_are_never_more_files_than_five()
    {
        for (var deployment = 0; deployment < 12; deployment++)
            Write(Small, "success", $"deployment {deployment}", new string('x', 3000));

        Files().Select(Path.GetFileName).ShouldBe(["shop.log.4", "shop.log.3", "shop.log.2", "shop.log.1", "shop.log"]);
        Files().Select(path => Lines(path)[3]).ShouldBe(["deployment 7", "deployment 8", "deployment 9", "deployment 10", "deployment 11"]);
    }

    [Fact]
    public void A_line_without_an_end_does_not_fill_the_disk()
    {
        const long limit = 100_000;
        using (var log = Open(limit))
        {
            for (var part = 0; part < 100; part++)
                log.Write(new string('x', 16 * 1024), endOfLine: false);
        }

        Files().Count.ShouldBe(RotatingFile.MaxFiles);
        Files().ShouldAllBe(path => new FileInfo(path).Length < 2 * limit);
    }

    [Fact]
    public void A_symbolic_link_is_not_followed()
    {
        var target = folder.Write("precious", "as it was\n");
        Directory.CreateDirectory(folder.File("logs"));
        System.IO.File.CreateSymbolicLink(File, target);

        Write(ProjectLog.MaxBytes, "success", "one");

        System.IO.File.ReadAllText(target).ShouldBe("as it was\n");
        failures.ShouldHaveSingleItem().Message.ShouldContain("symbolic link");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_named_pipe_does_not_keep_a_deployment_waiting()
    {
        Directory.CreateDirectory(folder.File("logs"));
        Shell.Run("mkfifo", File);

        await Task.Run(() => Write(ProjectLog.MaxBytes, "success", "one", "two"));

        failures.ShouldHaveSingleItem().Message.ShouldContain("named pipe");
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_reported_once()
    {
        folder.Write("logs", "a file where the folder should be");

        Write(ProjectLog.MaxBytes, "success", "one", "two", "three");

        failures.ShouldHaveSingleItem();
    }

    [Fact]
    public void A_full_disk_is_reported_once()
    {
        Write("/dev/full", "success", "one", new string('x', 100_000), "three");

        failures.ShouldHaveSingleItem().ShouldBeOfType<IOException>();
    }

    [Fact]
    public void After_a_full_disk_the_headline_still_tells_the_ending()
    {
        Assert.SkipUnless(SmallDisk.MissingReason is null, SmallDisk.MissingReason ?? "");
        using var disk = new SmallDisk(64);
        var path = Path.Combine(disk.Path, "shop.log");

        Write(path, "failed", "one", new string('x', 100_000), "three");

        Lines(path)[..4].ShouldBe([Rule, "[1970-01-01 00:00:00] shop - failed (12.3s)", Rule, "one"]);
        failures.ShouldHaveSingleItem().Message.ShouldContain("No space left");
    }

    [Fact]
    public void After_a_full_disk_a_file_that_has_taken_the_place_is_left_alone()
    {
        Assert.SkipUnless(SmallDisk.MissingReason is null, SmallDisk.MissingReason ?? "");
        using var disk = new SmallDisk(64);
        var path = Path.Combine(disk.Path, "shop.log");
        using var log = new ProjectLog(path, "shop", DateTimeOffset.UnixEpoch, ProjectLog.MaxBytes, failures.Add);
        log.Write(new string('x', 100_000), endOfLine: true);
        log.Flush();
        System.IO.File.Delete(path);
        System.IO.File.WriteAllText(path, new string('y', 1000));

        log.Finish("failed", TimeSpan.Zero);

        System.IO.File.ReadAllText(path).ShouldBe(new string('y', 1000));
    }

    [Fact]
    public void What_a_killed_process_left_running_is_closed_and_nothing_else()
    {
        Write(ProjectLog.MaxBytes, "success", "one");
        using (var killed = Open(ProjectLog.MaxBytes))
        {
            killed.Write("as far as it came", endOfLine: true);
            killed.Write("[2026-11-21 14:05:07] shop - running", endOfLine: true); // A script may print anything.
            killed.Write("half a li", endOfLine: false);
        }

        var before = System.IO.File.ReadAllText(File);

        ProjectLog.CloseKilled(File, "shop", "interrupted");

        Lines(File).ShouldBe(
        [
            Rule, "[2026-11-21 14:05:07] shop - success (12.3s)", Rule, "one",
            Rule, "[2026-11-21 14:05:07] shop - interrupted", Rule, "as far as it came", "[2026-11-21 14:05:07] shop - running", "half a li",
        ]);
        System.IO.File.ReadAllText(File).Length.ShouldBe(before.Length);
    }

    [Fact]
    public void Where_nothing_was_left_running_nothing_is_changed()
    {
        ProjectLog.CloseKilled(File, "shop", "interrupted");
        System.IO.File.Exists(File).ShouldBeFalse();
        Write(ProjectLog.MaxBytes, "success", "one");
        using (Open(ProjectLog.MaxBytes))
        {
            // Of another project, which has this one's file for some reason.
        }

        var before = System.IO.File.ReadAllBytes(File);
        ProjectLog.CloseKilled(File, "op", "interrupted");

        System.IO.File.ReadAllBytes(File).ShouldBe(before);
    }

    private void Write(long maxBytes, string outcome, params string[] lines)
    {
        using var log = Open(maxBytes);
        Write(log, outcome, lines);
    }

    private void Write(string path, string outcome, params string[] lines)
    {
        using var log = new ProjectLog(path, "shop", DateTimeOffset.UnixEpoch, ProjectLog.MaxBytes, failures.Add);
        Write(log, outcome, lines);
    }

    private static void Write(ProjectLog log, string outcome, string[] lines)
    {
        foreach (var line in lines)
        {
            log.Write(line, endOfLine: true);
            log.Flush();
        }

        log.Finish(outcome, TimeSpan.FromSeconds(12.34));
    }

    private ProjectLog Open(long maxBytes) =>
        new(File, "shop", new DateTimeOffset(2026, 11, 21, 14, 5, 7, TimeSpan.FromHours(1)), maxBytes, failures.Add);

    /// <summary>The oldest first.</summary>
    private List<string> Files() => [.. Directory.GetFiles(folder.File("logs")).OrderByDescending(path => path, StringComparer.Ordinal)];

    /// <summary>Blanks at a headline's end are the room for its ending.</summary>
    private static string[] Lines(string path) => [.. System.IO.File.ReadAllText(path).TrimEnd('\n').Split('\n').Select(line => line.TrimEnd())];
}
