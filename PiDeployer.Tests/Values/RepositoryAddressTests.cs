using PiDeployer.Values;

namespace PiDeployer.Tests.Values;

public sealed class RepositoryAddressTests
{
    [Theory]
    [InlineData("https://git.example.org/ann/shop", "git.example.org/ann/shop")]
    [InlineData("https://Git.Example.org/ann/shop.git/", "git.example.org/ann/shop")]
    [InlineData("http://git.example.org/ann/shop", "git.example.org/ann/shop")]
    [InlineData("http://pi:3000/code/ann/shop", "pi:3000/code/ann/shop")]
    [InlineData("https://ann:token@git.example.org/group/sub/shop.git", "git.example.org/group/sub/shop")]
    [InlineData("ssh://git@git.example.org:2222/ann/shop.git", "git.example.org/ann/shop")]
    [InlineData("git@git.example.org:ann/shop.git", "git.example.org/ann/shop")]
    [InlineData("git.example.org:ann/shop", "git.example.org/ann/shop")]
    public void An_address_is_read(string text, string shown)
    {
        RepositoryAddress.TryParse(text, out var address).ShouldBeTrue();
        $"{address}".ShouldBe(shown);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ann/shop")]
    [InlineData("https://git.example.org")]
    [InlineData("https://git.example.org/shop")]
    [InlineData("https://git.example.org/ann/../shop/..")]
    [InlineData("https://git.example.org/ann/shop?x=1")]
    [InlineData("https://git.example.org/ann/sh op")]
    [InlineData("ftp://git.example.org/ann/shop")]
    [InlineData("file:///srv/ann/shop")]
    [InlineData("https:///ann/shop")]
    [InlineData("../ann:shop/x")]
    public void Anything_else_is_none(string? text) => RepositoryAddress.TryParse(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData("https://git.example.org/ann/shop", "git@git.example.org:Ann/Shop.git", true)]
    [InlineData("http://git.example.org/ann/shop", "https://git.example.org/ann/shop", true)]
    [InlineData("http://pi:3000/ann/shop", "ssh://git@pi:2222/ann/shop", true)]
    [InlineData("http://pi:3000/ann/shop", "http://pi:3001/ann/shop", false)]
    [InlineData("https://pi/ann/shop", "http://pi:3000/ann/shop", false)]
    [InlineData("https://git.example.org/ann/shop", "https://git.example.com/ann/shop", false)]
    [InlineData("https://git.example.org/ann/shop", "https://git.example.org/ann/shop2", false)]
    public void Addresses_of_one_repository_mean_the_same(string one, string other, bool same)
    {
        RepositoryAddress.TryParse(one, out var first).ShouldBeTrue();
        RepositoryAddress.TryParse(other, out var second).ShouldBeTrue();
        (first.Means(second), second.Means(first)).ShouldBe((same, same));
    }
}
