using PiDeployer.Installation;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Installation;

/// <summary>An upgrade's steps on the disk, cut off after each of them.</summary>
public sealed class ProgramFilesTests : IDisposable
{
    private const string First = "the first program", Second = "the second program", Third = "the third program";

    private readonly TempDirectory folder = new();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Cut_off_at_any_point_there_is_a_whole_program_and_the_next_run_begins_with_the_proven_one(int steps)
    {
        var place = new Place(folder.Path);
        folder.Write("pi-deployer", First);
        var cutOff = new ProgramFiles(place);
        cutOff.Stage(folder.Write("second", Second));
        foreach (var step in cutOff.Steps.Take(steps))
            step();
        File.ReadAllText(place.Program).ShouldBe(steps < 3 ? First : Second);

        var next = new ProgramFiles(place);
        next.Stage(folder.Write("third", Third));
        next.Repair();
        File.ReadAllText(place.Program).ShouldBe(First);
        File.Exists(place.Trial).ShouldBeFalse();
        foreach (var step in next.Steps)
            step();

        File.ReadAllText(place.Program).ShouldBe(Third);
        File.ReadAllText(place.Previous).ShouldBe(First);
        File.Exists(place.Next).ShouldBeFalse();
        File.GetUnixFileMode(place.Program).HasFlag(UnixFileMode.OtherExecute).ShouldBeTrue();
        next.Restore();
        next.Settle();
        File.ReadAllText(place.Program).ShouldBe(First);
    }

    [Fact]
    public void After_an_upgrade_that_went_well_there_is_nothing_to_repair()
    {
        var place = new Place(folder.Path);
        folder.Write("pi-deployer", First);
        var files = new ProgramFiles(place);
        files.Stage(folder.Write("second", Second));
        foreach (var step in files.Steps)
            step();
        files.Settle();

        files.Repair();

        File.ReadAllText(place.Program).ShouldBe(Second);
    }

    [Fact]
    public void Programs_are_compared_by_what_is_in_them()
    {
        var one = folder.Write("one", new string('x', 200_000));

        SameContent.Of(one, folder.Write("same", new string('x', 200_000))).ShouldBeTrue();
        SameContent.Of(one, folder.Write("other", new string('x', 199_999) + "y")).ShouldBeFalse();
        SameContent.Of(one, folder.Write("longer", new string('x', 200_001))).ShouldBeFalse();
    }

    public void Dispose() => folder.Dispose();
}
