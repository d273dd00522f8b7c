using PiDeployer.Values;

namespace PiDeployer.Tests.Values;

public sealed class SideNamesTests
{
    [Fact]
    public void Each_has_a_name_by_which_it_is_found_again_and_is_the_others_other()
    {
        foreach (var side in Enum.GetValues<Side>())
        {
            SideNames.TryParse(side.ToName()).ShouldBe(side);
            side.Other().ShouldNotBe(side);
            side.Other().Other().ShouldBe(side);
        }

        Side.Blue.ToName().ShouldBe("blue");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Blue")]
    [InlineData("red")]
    public void Other_texts_are_none(string? text) => SideNames.TryParse(text).ShouldBeNull();
}
