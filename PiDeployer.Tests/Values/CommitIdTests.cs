using PiDeployer.Tests.Infra;
using PiDeployer.Values;

namespace PiDeployer.Tests.Values;

public sealed class CommitIdTests
{
    [Theory]
    [InlineData("0123456789abcdef0123456789abcdef01234567")]
    [InlineData("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    [InlineData("0123456")]
    [InlineData("abcd")]
    public void A_hash_is_accepted_whole_or_shortened(string text) => Some.CommitId(text).Value.ShouldBe(text);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0")]
    [InlineData("HEAD")]
    [InlineData("--output=x")]
    [InlineData("0123456789abcdef0123456789abcdef0123456g")]
    [InlineData("0123 456")]
    [InlineData("٠١٢٣٤٥")]
    public void Anything_else_is_refused(string? text) => CommitId.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void Upper_case_is_the_same_commit() => Some.CommitId("ABCDEF01").ShouldBe(Some.CommitId("abcdef01"));

    [Theory]
    [InlineData("0123456789abcdef0123456789abcdef01234567", "0123456")]
    [InlineData("abcd", "abcd")]
    public void People_see_seven_digits(string text, string shown) => Some.CommitId(text).Short.ShouldBe(shown);
}
