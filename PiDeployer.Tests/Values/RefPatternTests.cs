using PiDeployer.Tests.Infra;
using PiDeployer.Values;

namespace PiDeployer.Tests.Values;

public sealed class RefPatternTests
{
    [Theory]
    [InlineData("main", "main")]
    [InlineData("release/2", "release/2")]
    [InlineData("*", "main")]
    [InlineData("release/*", "release/2")]
    [InlineData("release/*", "release/.2")]
    [InlineData("v*", "v")]
    [InlineData("v?.?", "v1.0")]
    [InlineData("v*.*.*", "v1.20.300")]
    [InlineData("*/fix-*", "ann/fix-12")]
    [InlineData("**", "main")]
    [InlineData("**", "a/b/c")]
    [InlineData("release/**", "release/a/b")]
    [InlineData("**/hotfix", "hotfix")]
    [InlineData("**/hotfix", "a/b/hotfix")]
    [InlineData("a/**/z", "a/z")]
    [InlineData("a/**/z", "a/b/z/c/z")]
    [InlineData("**/b/**/d*", "a/b/b/c/de")]
    [InlineData("größe-?", "größe-ü")]
    public void What_it_means_matches(string pattern, string name) => Some.Pattern(pattern).Matches(name).ShouldBeTrue();

    [Theory]
    [InlineData("main", "Main")]
    [InlineData("main", "main2")]
    [InlineData("main", "a/main")]
    [InlineData("*", "a/b")]
    [InlineData("release/*", "release")]
    [InlineData("release/*", "release/a/b")]
    [InlineData("release/*", "Release/a")]
    [InlineData("v?.?", "v1.10")]
    [InlineData("v*", "1v")]
    [InlineData("release/**", "release")]
    [InlineData("release/**", "a/release/b")]
    [InlineData("**/hotfix", "hotfix/a")]
    [InlineData("a/**/z", "a/b")]
    [InlineData("**/b/**/d*", "a/b/c/c")]
    [InlineData("fix.1", "fix-1")]
    [InlineData("**", "refs/pull/1/head")]
    public void Everything_else_does_not(string pattern, string name) => Some.Pattern(pattern).Matches(name).ShouldBeFalse();

    [Theory]
    [InlineData("")]
    [InlineData("-b*")]
    [InlineData("/main")]
    [InlineData("release/")]
    [InlineData("release//*")]
    [InlineData("re lease")]
    [InlineData("v[0-9]")]
    [InlineData("a\\*")]
    [InlineData("a:b")]
    [InlineData("a\n")]
    [InlineData("*..*")]
    [InlineData("refs/heads/main")]
    [InlineData("refs/*")]
    [InlineData("release**")]
    [InlineData("a/***")]
    [InlineData("HEAD")]
    public void What_no_branch_or_tag_could_match_is_refused(string text) => RefPattern.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void Only_without_a_wildcard_it_means_one_branch()
    {
        Some.Pattern("release/2").Exact.ShouldBe(Some.Branch("release/2"));
        Some.Pattern("release/*").Exact.ShouldBeNull();
        Some.Pattern("release/?").Exact.ShouldBeNull();
    }

    [Fact]
    public void Equal_texts_are_equal_patterns()
    {
        Some.Pattern("v*").ShouldBe(Some.Pattern("v*"));
        Some.Pattern("v*").ShouldNotBe(Some.Pattern("V*"));
        $"{Some.Pattern("v*")}".ShouldBe("v*");
    }

    [Fact(Timeout = 180_000)]
    public async Task No_pattern_takes_long()
    {
        var pattern = Some.Pattern(string.Join('/', Enumerable.Repeat("**/a*a*a*a", 18)) + "/b");
        var name = string.Join('/', Enumerable.Repeat("aaaaaaaaa", 20));

        (await Task.Run(() => pattern.Matches(name), TestContext.Current.CancellationToken)).ShouldBeFalse();
    }
}
