using System.Diagnostics;
using PiDeployer.Tests.Infra;
using PiDeployer.Values;

namespace PiDeployer.Tests.Values;

/// <summary>What others put in place of a small file must neither hold anybody up nor fill the memory.</summary>
public sealed class SmallFileTests : IDisposable
{
    private readonly TempDirectory folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_file_is_read_up_to_its_limit_and_no_further()
    {
        var file = folder.Write("file", "12345");

        SmallFile.ReadText(file, 5).ShouldBe("12345");
        SmallFile.ReadText(file, 4).ShouldBeNull();
        SmallFile.ReadText(folder.Write("empty", ""), 5).ShouldBe("");
        SmallFile.ReadText(folder.File("nothing"), 5).ShouldBeNull();
    }

    [Fact]
    public void A_mark_of_the_byte_order_is_no_text() => SmallFile.ReadText(folder.Write("file", "\uFEFFtext"), 100).ShouldBe("text");

    [Fact]
    public void A_link_is_what_it_leads_to()
    {
        folder.Write("file", "text");
        File.CreateSymbolicLink(folder.File("link"), "file");
        File.CreateSymbolicLink(folder.File("zero"), "/dev/zero");
        File.CreateSymbolicLink(folder.File("loop"), "loop");

        SmallFile.ReadText(folder.File("link"), 5).ShouldBe("text");
        (FileKind.IsRegular(folder.File("link")), FileKind.IsRegular(folder.File("zero")), FileKind.IsRegular(folder.File("loop"))).ShouldBe((true, false, false));
        SmallFile.Read(folder.File("zero"), 5).ShouldBeNull();
        SmallFile.Read(folder.File("loop"), 5).ShouldBeNull();
    }

    [Theory(Timeout = 180_000)]
    [InlineData("mkfifo pipe; echo pipe")]
    [InlineData("mkfifo pipe; ln -s pipe link; echo link")]
    [InlineData("echo /dev/zero")]
    [InlineData("mkdir folder; echo folder")]
    public async Task What_is_no_file_is_nothing_at_once(string making)
    {
        var path = Path.Combine(folder.Path, Shell.Run("bash", "-c", $"cd {folder.Path}; {making}"));

        (await Task.Run(() => SmallFile.Read(path, 1024)).WaitAsync(Eventually.Patience)).ShouldBeNull();
        FileKind.IsRegular(path).ShouldBeFalse();
    }

    [Fact(Timeout = 180_000)]
    public async Task A_pipe_that_takes_a_file_s_place_holds_nobody_up()
    {
        var path = folder.Write("file", "text");
        Shell.Run("mkfifo", folder.File("pipe"));
        var swapping = Task.Run(() =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                foreach (var (from, to) in new[] { ("file", "kept"), ("pipe", "file"), ("file", "pipe"), ("kept", "file") })
                    File.Move(folder.File(from), folder.File(to), overwrite: true);
            }
        });

        await Task.Run(() =>
        {
            while (!swapping.IsCompleted)
                (SmallFile.ReadText(path, 5) ?? "text").ShouldBe("text");
        }).WaitAsync(Eventually.Patience);

        await swapping;
    }

    [Fact]
    public void Only_a_pipe_itself_is_one()
    {
        Shell.Run("mkfifo", folder.File("pipe"));
        File.CreateSymbolicLink(folder.File("link"), "pipe");

        (FileKind.IsNamedPipe(folder.File("pipe")), FileKind.IsNamedPipe(folder.File("link")), FileKind.IsNamedPipe(folder.Write("file", ""))).ShouldBe((true, false, false));
    }

    [Fact(Timeout = 180_000)]
    public async Task A_file_that_is_much_larger_or_has_no_size_costs_no_more_than_the_limit()
    {
        await using (var large = File.Create(folder.File("large")))
            large.SetLength(8L * 1024 * 1024 * 1024);
        var before = GC.GetAllocatedBytesForCurrentThread();

        SmallFile.Read(folder.File("large"), 1024).ShouldBeNull();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        allocated.ShouldBeLessThan(64 * 1024);
        SmallFile.Read("/proc/self/maps", 1024 * 1024).ShouldBeNull("it is made as it is read, and its size is said to be 0");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_file_that_grows_meanwhile_is_left_alone_or_read_as_it_was()
    {
        using var stop = new CancellationTokenSource();
        var file = folder.Write("growing", "x");
        var growing = Task.Run(() =>
        {
            using var end = new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            while (end.Length <= 1024 || (!stop.IsCancellationRequested && end.Length < 512 * 1024)) // It may get its turn late.
                end.Write("xxxxxxxx"u8);
        });

        for (var watch = Stopwatch.StartNew(); watch.Elapsed < TimeSpan.FromMilliseconds(200);)
            (SmallFile.Read(file, 1024)?.Length ?? 0).ShouldBeLessThanOrEqualTo(1024);

        await stop.CancelAsync();
        await growing;
        SmallFile.Read(file, 1024).ShouldBeNull();
    }
}
