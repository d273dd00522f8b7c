using PiDeployer.Tests.Infra;
using PiDeployer.Values;

namespace PiDeployer.Tests.Values;

public sealed class DurableFileTests : IDisposable
{
    private readonly TempDirectory folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void It_takes_the_place_of_what_was_there_and_leaves_nothing_beside_it()
    {
        var path = folder.Write("file", "what was there, which was longer");

        DurableFile.Write(path, "new"u8.ToArray());

        File.ReadAllText(path).ShouldBe("new");
        Directory.GetFiles(folder.Path).ShouldBe([path]);
    }

    [Fact]
    public void The_end_of_a_file_can_take_the_place_of_the_whole()
    {
        var path = folder.Write("file", $"gone{new string('x', 200_000)}end");
        using var source = File.OpenHandle(path);

        DurableFile.Write(path, source, 4);

        File.ReadAllText(path).ShouldBe($"{new string('x', 200_000)}end");
        Directory.GetFiles(folder.Path).ShouldBe([path]);
    }

    [Fact]
    public void Who_may_read_it_is_said_with_it_whatever_an_earlier_attempt_has_left()
    {
        var path = folder.File("file");
        File.SetUnixFileMode(folder.Write($"file{DurableFile.Unfinished}", "half"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);

        DurableFile.Write(path, "new"u8.ToArray(), UnixFileMode.UserRead | UnixFileMode.UserWrite);

        (File.ReadAllText(path), File.GetUnixFileMode(path)).ShouldBe(("new", UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Directory.GetFiles(folder.Path).ShouldBe([path]);
    }

    [Fact]
    public void A_full_disk_changes_nothing()
    {
        Assert.SkipUnless(SmallDisk.MissingReason is null, SmallDisk.MissingReason ?? "");
        using var disk = new SmallDisk(64);
        var path = Path.Combine(disk.Path, "file");
        File.WriteAllText(path, "old");
        disk.Fill();

        Should.Throw<IOException>(() => DurableFile.Write(path, new byte[10_000])).Message.ShouldContain("No space left");

        File.ReadAllText(path).ShouldBe("old");
        Directory.GetFiles(disk.Path, "*.tmp").ShouldBeEmpty();
    }

    [Fact]
    public void Moving_needs_no_room()
    {
        Assert.SkipUnless(SmallDisk.MissingReason is null, SmallDisk.MissingReason ?? "");
        using var disk = new SmallDisk(64);
        var (from, to) = (Path.Combine(disk.Path, "a/file"), Path.Combine(disk.Path, "b/file"));
        Directory.CreateDirectory(Path.GetDirectoryName(from) ?? "");
        Directory.CreateDirectory(Path.GetDirectoryName(to) ?? "");
        File.WriteAllText(from, "content");
        File.WriteAllText(to, "what was there");
        disk.Fill();

        DurableFile.Move(from, to);

        File.ReadAllText(to).ShouldBe("content");
        File.Exists(from).ShouldBeFalse();
    }

    [Fact]
    public void A_folder_is_made_where_it_is_missing_and_left_alone_where_it_is_not()
    {
        var path = folder.File("waiting");
        DurableFile.CreateDirectory(path);
        File.WriteAllText(Path.Combine(path, "file"), "");

        DurableFile.CreateDirectory(path);

        Directory.GetFiles(path).ShouldHaveSingleItem();
        Should.Throw<IOException>(() => DurableFile.CreateDirectory(folder.Write("file", "")));
    }

    [Fact]
    public void A_missing_folder_is_an_error_and_nothing_else() =>
        Should.Throw<IOException>(() => DurableFile.Write(folder.File("none/file"), [1])).Message.ShouldContain("none");
}
