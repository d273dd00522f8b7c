using System.Text;
using PiDeployer.Deployments;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Deployments;

[Takes(15)]
public sealed class HistoryFileTests : IDisposable
{
    private readonly TempDirectory folder = new();
    private readonly List<int> rubbish = [];
    private readonly HistoryFile file;

    public HistoryFileTests() => file = new HistoryFile(Path);

    private string Path => folder.File("shop.jsonl");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_was_added_is_read_back_the_newest_first()
    {
        Append(1, 2, 3);

        Numbers().ShouldBe([3, 2, 1]);
        rubbish.ShouldBeEmpty();
        var lines = System.IO.File.ReadAllLines(Path);
        lines.Length.ShouldBe(3);
        lines.ShouldAllBe(line => line.StartsWith("{\"number\":") && line.Contains("\"message\":\"grüße, \\\"Ann\\\"\\nand more\""));
    }

    [Fact]
    public void Without_a_file_there_is_nothing()
    {
        Numbers().ShouldBeEmpty();
        file.Newest(rubbish.Add).ShouldBe(0);
        Append(1);
        file.Newest(rubbish.Add).ShouldBe(1);
    }

    [Fact]
    public void A_line_torn_at_any_byte_is_passed_over_and_the_next_one_is_whole()
    {
        Append(1, 2);
        var whole = System.IO.File.ReadAllBytes(Path);
        var start = Array.IndexOf(whole, (byte)'\n') + 1;

        for (var cut = start; cut < whole.Length; cut++)
        {
            System.IO.File.WriteAllBytes(Path, whole[..cut]);
            var isComplete = cut == whole.Length - 1; // Only its end is missing.
            Numbers().ShouldBe(isComplete ? [2, 1] : [1], $"cut at {cut} of {whole.Length}");

            var next = new HistoryFile(Path);
            next.Append(Entry(3));
            Numbers(next).ShouldBe(isComplete ? [3, 2, 1] : [3, 1], $"cut at {cut} of {whole.Length}");
        }
    }

    [Fact]
    public void Zeros_after_a_power_cut_are_passed_over()
    {
        Append(1, 2);
        System.IO.File.AppendAllText(Path, new string('\0', 5000));
        Numbers().ShouldBe([2, 1]);

        Append(3);

        Numbers().ShouldBe([3, 2, 1]);
    }

    [Theory]
    [InlineData("not JSON at all")]
    [InlineData("{\"number\":7,\"id\":")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"id\":null,\"project\":null,\"state\":null,\"trigger\":null,\"accepted_at\":\"2026-11-21T14:05:07+00:00\"}")]
    [InlineData("\0\0\0\0")]
    [InlineData("")]
    public void Rubbish_in_the_middle_is_passed_over_and_told_with_its_place(string line)
    {
        Append(1, 2);
        System.IO.File.AppendAllText(Path, $"{line}\n");
        Append(3, 4);
        rubbish.Clear();

        Numbers().ShouldBe([4, 3, 2, 1]);

        rubbish.ShouldBe([3]);
    }

    [Fact]
    public void No_single_wrong_byte_costs_more_than_its_line()
    {
        Append(1, 2, 3);
        var whole = System.IO.File.ReadAllBytes(Path);
        var start = Array.IndexOf(whole, (byte)'\n') + 1;
        var end = Array.IndexOf(whole, (byte)'\n', start);

        for (var at = start; at < end; at++)
        {
            var spoiled = (byte[])whole.Clone();
            spoiled[at] ^= 0xFF;
            System.IO.File.WriteAllBytes(Path, spoiled);
            var read = Numbers();
            read[0].ShouldBe(3, $"byte {at}");
            read[^1].ShouldBe(1, $"byte {at}");
        }
    }

    [Fact]
    public void Rubbish_of_five_megabytes_costs_neither_the_rest_nor_the_memory()
    {
        Append(1, 2);
        System.IO.File.AppendAllText(Path, $"{new string('x', 5_000_000)}\n");
        Append(3);
        rubbish.Clear();
        var allocated = GC.GetAllocatedBytesForCurrentThread();

        Numbers().ShouldBe([3, 2, 1]);
        Numbers(before: 3).ShouldBe([2, 1]);

        rubbish.ShouldContain(2);
        (GC.GetAllocatedBytesForCurrentThread() - allocated).ShouldBeLessThan(100_000_000);
    }

    [Fact]
    public void Only_the_kept_are_read_and_the_file_stays_bounded()
    {
        const int keep = 20;
        for (var number = 1; number <= 500; number++)
        {
            file.Append(Entry(number));
            file.Trim(keep);
            var newest = number;
            file.Read(keep, null, [], rubbish.Add).Select(entry => entry.Number).ShouldBe(
                Enumerable.Range(0, Math.Min(keep, number)).Select(age => (long?)(newest - age)));
            System.IO.File.ReadAllLines(Path).Length.ShouldBeLessThanOrEqualTo(keep + 10);
        }

        rubbish.ShouldBeEmpty();
        Directory.GetFiles(folder.Path).ShouldBe([Path]);
    }

    [Fact]
    public void What_is_beyond_the_kept_is_not_found_by_its_text_either()
    {
        Append(1, 2, 3, 4);

        file.Read(3, null, "\"number\":2,"u8.ToArray(), rubbish.Add).ShouldHaveSingleItem();
        file.Read(3, null, "\"number\":1,"u8.ToArray(), rubbish.Add).ShouldBeEmpty();
    }

    [Fact]
    public void Trimming_keeps_every_record_around_a_huge_line_of_rubbish()
    {
        Append([.. Enumerable.Range(1, 30)]);
        System.IO.File.AppendAllText(Path, $"{new string('x', 5_000_000)}\n");
        var other = new HistoryFile(Path);
        for (var number = 31; number <= 60; number++)
            other.Append(Entry(number));

        other.Trim(40);

        Numbers(other).ShouldBe(Enumerable.Range(22, 39).Reverse().Select(number => (long?)number)); // And the rubbish is the fortieth.
    }

    [Fact]
    public void A_reader_is_not_disturbed_by_trimming_and_adding()
    {
        Append([.. Enumerable.Range(1, 1000)]);
        using var reading = file.Read(1000, null, [], rubbish.Add).GetEnumerator();
        reading.MoveNext().ShouldBeTrue();

        file.Trim(10);
        Append(1001);

        var seen = new List<long?> { reading.Current.Number };
        while (reading.MoveNext())
            seen.Add(reading.Current.Number);
        seen.ShouldBe(Enumerable.Range(1, 1000).Reverse().Select(number => (long?)number));
        Numbers().Count.ShouldBe(11);
        rubbish.ShouldBeEmpty();
    }

    [Fact]
    public void Trimming_without_room_on_the_disk_loses_nothing_and_leaves_nothing_behind()
    {
        Assert.SkipUnless(SmallDisk.MissingReason is null, SmallDisk.MissingReason ?? "");
        using var disk = new SmallDisk(256);
        var full = new HistoryFile(System.IO.Path.Combine(disk.Path, "shop.jsonl"));
        for (var number = 1; number <= 40; number++)
            full.Append(Entry(number));
        disk.Fill();

        Should.Throw<IOException>(() => full.Trim(20)).Message.ShouldContain("No space left");

        Numbers(full).Count.ShouldBe(40);
        Directory.GetFiles(disk.Path, "*.tmp").ShouldBeEmpty();
        disk.Free();
        full.Trim(20);
        Numbers(full).Count.ShouldBe(20);
    }

    [Fact]
    public void A_full_disk_adds_nothing_not_even_half_a_line()
    {
        Assert.SkipUnless(SmallDisk.MissingReason is null, SmallDisk.MissingReason ?? "");
        using var disk = new SmallDisk(64);
        var path = System.IO.Path.Combine(disk.Path, "shop.jsonl");
        var full = new HistoryFile(path);
        full.Append(Entry(1));
        disk.Fill();
        var whole = System.IO.File.ReadAllBytes(path);

        Should.Throw<IOException>(() => full.Append(Entry(2) with { Error = new string('x', 6000) })).Message.ShouldContain("No space left");

        System.IO.File.ReadAllBytes(path).ShouldBe(whole);
        disk.Free();
        full.Append(Entry(2));
        Numbers(full).ShouldBe([2, 1]);
    }

    [Fact]
    public void Reading_from_any_number_on_gives_the_same_as_reading_all()
    {
        Append([.. Enumerable.Range(1, 300).Select(number => number * 3)]);
        var all = Numbers();

        for (var before = 0; before <= 910; before++)
            Numbers(before: before).ShouldBe(all.Where(number => number < before), $"before {before}");
    }

    [Fact]
    public void Reading_from_a_number_on_passes_over_rubbish_on_the_way()
    {
        for (var number = 1; number <= 300; number++)
        {
            Append(number);
            System.IO.File.AppendAllText(Path, number % 7 == 0 ? $"{new string('z', number * 100)}\n\0\0\n" : "");
        }

        for (var before = 1; before <= 301; before++)
            Numbers(before: before).ShouldBe(Enumerable.Range(1, before - 1).Reverse().Select(number => (long?)number), $"before {before}");
    }

    [Fact]
    public void Deep_in_a_long_history_only_a_little_is_read()
    {
        using (var writer = new StreamWriter(Path))
        {
            for (var number = 1; number <= 50_000; number++)
                writer.WriteLine(Encoding.UTF8.GetString(Entry(number).ToUtf8()));
        }

        Numbers(before: 2, take: 1).ShouldBe([1]);
        var allocated = GC.GetAllocatedBytesForCurrentThread();

        Numbers(before: 25_000, take: 3).ShouldBe([24_999, 24_998, 24_997]);

        (GC.GetAllocatedBytesForCurrentThread() - allocated).ShouldBeLessThan(2_000_000);
    }

    private static DeploymentEntry Entry(int number) =>
        Some.Deployment(Some.Commit(message: "grüße, \"Ann\"\nand more")).ToEntry(Some.Result(DeploymentState.Succeeded)) with { Number = number };

    private void Append(params int[] numbers)
    {
        foreach (var number in numbers)
            file.Append(Entry(number));
    }

    private List<long?> Numbers(HistoryFile? of = null, long? before = null, int take = int.MaxValue) =>
        [.. (of ?? file).Read(int.MaxValue, before, [], rubbish.Add).Take(take).Select(entry => entry.Number)];
}
