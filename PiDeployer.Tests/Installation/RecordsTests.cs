using PiDeployer.Installation;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Installation;

public sealed class RecordsTests : IDisposable
{
    private readonly TempDirectory folder = new();
    private readonly Place place;

    public RecordsTests() => place = new Place(folder.Path);

    [Theory]
    [InlineData("state/lock", "logs/deployments/site/1.log")]
    [InlineData("state/history/site.jsonl", "logs/deployments/site/1.log")]
    public void What_a_server_has_made_beside_its_env_is_known_by_what_is_in_it(string state, string log)
    {
        folder.Write(state, "");
        folder.Write(log, "");

        Records.In(place).ShouldBe([folder.File("state"), folder.File("logs")]);
    }

    [Fact]
    public void Folders_by_the_same_names_can_be_somebody_elses()
    {
        folder.Write("state/of-the-art", "");
        folder.Write("logs/.of-the-web", "");
        Records.In(place).ShouldBeEmpty();

        folder.Write("elsewhere/lock", "");
        Directory.Delete(folder.File("state"), recursive: true);
        File.CreateSymbolicLink(folder.File("state"), folder.File("elsewhere"));
        Records.In(place).ShouldBeEmpty("a link leads to what is not ours to take");
    }

    [Fact]
    public void What_env_names_is_found_where_nobody_knows_of_it_yet()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root reads it.");
        folder.Write("known/state/lock", "");
        folder.Write("elsewhere/site.log", "");
        folder.Write(".env", $"STATE_DIR=known/state\nLOG_DIR={folder.File("elsewhere")}/\nROUTES_DIR=not-there\n");

        Records.Named(place, [folder.File("known")]).ShouldBe([folder.File("elsewhere")]);
        Records.Named(place, []).ShouldBe([folder.File("known/state"), folder.File("elsewhere")]);
    }

    public void Dispose() => folder.Dispose();
}
