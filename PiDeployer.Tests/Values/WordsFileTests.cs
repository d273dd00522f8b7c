using PiDeployer.Tests.Infra;
using PiDeployer.Values;

namespace PiDeployer.Tests.Values;

public sealed class WordsFileTests : IDisposable
{
    private readonly TempDirectory folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_is_written_is_read_and_a_person_can_read_it_too()
    {
        var file = new WordsFile(folder.File("new/folder/words"));

        file.Write(new Dictionary<string, string> { ["branch"] = "feature/a=b", ["port"] = "8100" });

        File.ReadAllText(folder.File("new/folder/words")).ShouldBe("branch=feature/a=b\nport=8100\n");
        file.Read().ShouldBe(new Dictionary<string, string> { ["branch"] = "feature/a=b", ["port"] = "8100" });
        Directory.GetFiles(folder.File("new/folder")).ShouldHaveSingleItem();
    }

    [Fact]
    public void Another_writing_leaves_nothing_of_the_one_before()
    {
        var file = new WordsFile(folder.Write("words", "serving=green\nmuch=more\n"));

        file.Write(new Dictionary<string, string> { ["serving"] = "blue" });

        file.Read().ShouldBe(new Dictionary<string, string> { ["serving"] = "blue" });
    }

    [Fact]
    public void A_line_that_says_nothing_is_passed_over_and_of_two_the_last_counts()
    {
        var file = new WordsFile(folder.Write("words", "serving=green\n\nnonsense\nserving=blue\nempty=\n"));

        file.Read().ShouldBe(new Dictionary<string, string> { ["serving"] = "blue", ["empty"] = "" });
    }

    [Fact]
    public void What_is_missing_or_no_file_says_nothing()
    {
        new WordsFile(folder.File("nowhere")).Read().ShouldBeEmpty();
        new WordsFile(folder.Path).Read().ShouldBeEmpty();
    }

    [Fact]
    public void Where_it_cannot_be_written_it_stays_as_it_was()
    {
        var path = folder.Write("words", "serving=green\n");
        Directory.CreateDirectory($"{path}.tmp"); // In the way of the new one.

        Should.Throw<Exception>(() => new WordsFile(path).Write(new Dictionary<string, string> { ["serving"] = "blue" })).ShouldBeOfType<IOException>();

        new WordsFile(path).Read().ShouldBe(new Dictionary<string, string> { ["serving"] = "green" });
    }
}
