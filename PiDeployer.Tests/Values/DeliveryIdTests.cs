using PiDeployer.Values;

namespace PiDeployer.Tests.Values;

public sealed class DeliveryIdTests
{
    [Theory]
    [InlineData("72d3162e-cc78-11e3-81ab-4c9367dc0958")]
    [InlineData("{72D3162E-cc78-11e3-81ab-4c9367dc0958}")]
    [InlineData("1")]
    [InlineData("a:b_c.d")]
    public void What_forges_send_is_taken_as_it_is(string text)
    {
        DeliveryId.TryParse(text, out var id).ShouldBeTrue();
        id.Value.ShouldBe(text);
        $"{id}".ShouldBe(text);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a\"b")]
    [InlineData("a\\b")]
    [InlineData("a/b")]
    [InlineData("a\nb")]
    [InlineData("ä")]
    public void Anything_else_is_none(string? text)
    {
        DeliveryId.TryParse(text, out var id).ShouldBeFalse();
        id.ShouldBeNull();
    }

    [Fact]
    public void A_hundred_characters_are_the_most()
    {
        DeliveryId.TryParse(new string('a', 100), out _).ShouldBeTrue();
        DeliveryId.TryParse(new string('a', 101), out _).ShouldBeFalse();
    }
}
