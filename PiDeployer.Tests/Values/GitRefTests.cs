using PiDeployer.Tests.Infra;
using PiDeployer.Values;

namespace PiDeployer.Tests.Values;

public sealed class GitRefTests
{
    [Theory]
    [InlineData("refs/heads/main", "main")]
    [InlineData("main", "main")]
    [InlineData("refs/heads/release/2", "release/2")]
    [InlineData("refs/heads/refs/heads/main", "refs/heads/main")]
    public void A_branch_is_known_by_its_place_or_by_its_bare_name(string text, string name) => GitRef.Parse(text).ShouldBe(new GitRef.Branch(Some.Branch(name)));

    [Theory]
    [InlineData("refs/tags/v1.0", "v1.0")]
    [InlineData("refs/tags/release/2", "release/2")]
    public void A_tag_is_known_by_its_place(string text, string name) => GitRef.Parse(text).ShouldBe(new GitRef.Tag(name));

    [Theory]
    [InlineData("")]
    [InlineData("refs/heads/")]
    [InlineData("refs/heads/--force")]
    [InlineData("refs/tags/")]
    [InlineData("refs/tags/--force")]
    [InlineData("refs/tags/v1:refs/heads/main")]
    [InlineData("refs/tags/v1^{}")]
    [InlineData("refs/tags/v 1")]
    public void All_else_is_neither(string text) => GitRef.Parse(text).ShouldBe(new GitRef.Other(text));

    [Theory]
    [InlineData("refs/heads/main")]
    [InlineData("refs/heads/refs/tags/v1")]
    [InlineData("refs/tags/v1.0")]
    [InlineData("refs/tags/--force")]
    public void Its_text_is_the_whole_name_and_read_back(string text)
    {
        $"{GitRef.Parse(text)}".ShouldBe(text);
        GitRef.Parse($"{GitRef.Parse(text)}").ShouldBe(GitRef.Parse(text));
    }

    [Fact]
    public void A_text_of_unreasonable_length_is_cut()
    {
        GitRef.Parse($"refs/tags/{new string('a', 200)}").ShouldBeOfType<GitRef.Tag>();
        GitRef.Parse($"refs/tags/{new string('a', 300)}").ShouldBeOfType<GitRef.Other>().Text.Length.ShouldBe(256);
    }
}
