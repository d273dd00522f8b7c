using PiDeployer.Tests.Infra;
using PiDeployer.Values;

namespace PiDeployer.Tests.Values;

/// <summary>The names of projects and of repositories.</summary>
public sealed class NameTests
{
    private const string HundredLetters = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    [Theory]
    [InlineData("shop")]
    [InlineData("My_Shop-2")]
    [InlineData("-")]
    [InlineData(HundredLetters)]
    public void A_project_name_of_letters_digits_dashes_and_underscores_is_accepted(string text) => Some.Name(text).Value.ShouldBe(text);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../etc/passwd")]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("a.b")]
    [InlineData("a\n")]
    [InlineData("a\0")]
    [InlineData("ünï")]
    [InlineData("%2e%2e")]
    [InlineData(HundredLetters + "a")]
    public void A_project_name_that_could_mean_something_else_is_refused(string? text) => ProjectName.TryParse(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData("ann/shop")]
    [InlineData("group/subgroup/repo")]
    [InlineData("ann/shop.github.io")]
    [InlineData("a-b/c_d")]
    public void A_repository_is_owner_and_name(string text) => Some.Repository(text).Value.ShouldBe(text);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("shop")]
    [InlineData("/shop")]
    [InlineData("ann/")]
    [InlineData("ann//shop")]
    [InlineData("ann/..")]
    [InlineData("./shop")]
    [InlineData("ann/sh op")]
    [InlineData("https://git.example.org/ann/shop")]
    [InlineData("ann/shöp")]
    public void Anything_else_is_no_repository(string? text) => RepositoryName.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void Forges_ignore_the_case_of_a_repository()
    {
        Some.Repository("Ann/Shop").ShouldBe(Some.Repository("ann/shop"));
        Some.Repository("Ann/Shop").GetHashCode().ShouldBe(Some.Repository("ann/shop").GetHashCode());
        Some.Repository("ann/shop").ShouldNotBe(Some.Repository("ann/shop2"));
    }

    [Fact]
    public void Project_names_differ_by_case() => Some.Name("Shop").ShouldNotBe(Some.Name("shop"));
}
