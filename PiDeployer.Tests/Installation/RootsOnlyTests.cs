using PiDeployer.Installation;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Installation;

/// <summary>Who else could become root by way of the program.</summary>
public sealed class RootsOnlyTests : IDisposable
{
    private readonly TempDirectory folder = new();

    [Fact]
    public void A_folder_that_root_makes_among_its_own_is_well() => RootsOnly.ProblemsOf(new Place("/opt/is-not-there-yet")).ShouldBeEmpty();

    [Fact]
    public void Each_folder_on_the_way_that_others_may_change_is_named_with_what_mends_it()
    {
        var open = Directory.CreateDirectory(folder.File("open")).FullName;
        File.SetUnixFileMode(open, (UnixFileMode)0x1FF);

        var problems = RootsOnly.ProblemsOf(new Place(Path.Combine(open, "new")));

        problems[0].ShouldStartWith($"others than root may change {open}, and root runs the program there.");
        problems[0].ShouldEndWith($"`sudo chown root: {open} && sudo chmod go-w {open}`");
    }

    [Fact]
    public void A_folder_that_is_everybodys_is_not_to_be_taken_from_them()
    {
        var shared = Directory.CreateDirectory(folder.File("shared")).FullName;
        File.SetUnixFileMode(shared, (UnixFileMode)0x1FF | UnixFileMode.StickyBit);

        RootsOnly.ProblemsOf(new Place(Path.Combine(shared, "new")))[0]
            .ShouldBe($"others than root may change {shared}, and root runs the program there. Copy .env and projects.yml to a folder of root's, such as /opt/pi-deployer");
    }

    [Fact]
    public void A_folder_of_roots_is_well_and_a_program_of_somebody_elses_in_it_is_not()
    {
        var place = new Place(folder.Path);
        folder.Write("pi-deployer", "");
        bool IsNamed() => RootsOnly.ProblemsOf(place).Any(problem => problem.Contains($"may change {place.Program},", StringComparison.Ordinal));
        File.SetUnixFileMode(place.Program, Modes.Runnable);
        IsNamed().ShouldBe(!Environment.IsPrivilegedProcess, "it is whose the test is");

        File.SetUnixFileMode(place.Program, Modes.Runnable | UnixFileMode.OtherWrite);

        IsNamed().ShouldBeTrue();
    }

    [Fact]
    public void A_link_on_the_way_is_named()
    {
        var target = Directory.CreateDirectory(folder.File("target")).FullName;
        File.CreateSymbolicLink(folder.File("link"), target);

        RootsOnly.ProblemsOf(new Place(folder.File("link")))[0].ShouldStartWith($"{folder.File("link")} is a link to {target}, and");
    }

    public void Dispose() => folder.Dispose();
}
