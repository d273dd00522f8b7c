using PiDeployer.Pipelines;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Pipelines;

public sealed class WorkTreeTests : IDisposable
{
    private readonly TempDirectory folder = new();

    public WorkTreeTests() => Directory.CreateDirectory(folder.File("shop/.git"));

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_part_of_a_repository_belongs_to_the_whole()
    {
        Directory.CreateDirectory(folder.File("shop/web/page"));

        WorkTree.Of(folder.File("shop/web/page")).ShouldBe(folder.File("shop"));
        WorkTree.Of(folder.File("shop/not/there")).ShouldBe(folder.File("shop"));
    }

    [Fact]
    public void A_link_leads_to_the_same()
    {
        Directory.CreateSymbolicLink(folder.File("alias"), folder.File("shop"));
        Directory.CreateSymbolicLink(folder.File("again"), "alias");

        WorkTree.Of(folder.File("again")).ShouldBe(folder.File("shop"));
    }

    [Fact]
    public void Two_checkouts_beside_each_other_are_two()
    {
        Directory.CreateDirectory(folder.File("blog/.git"));

        WorkTree.Of(folder.File("blog")).ShouldNotBe(WorkTree.Of(folder.File("shop")));
    }

    [Fact]
    public void What_is_no_checkout_stands_for_itself()
    {
        Directory.CreateSymbolicLink(folder.File("round"), folder.File("round"));

        WorkTree.Of(folder.File("scripts")).ShouldBe(folder.File("scripts"));
        WorkTree.Of(folder.File("round")).ShouldBe(folder.File("round"));
        WorkTree.Of("/").ShouldBe("/");
    }
}
