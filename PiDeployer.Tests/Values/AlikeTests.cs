using PiDeployer.Values;

namespace PiDeployer.Tests.Values;

public sealed class AlikeTests
{
    [Theory]
    [InlineData("exited with 3", "exited with 3", true)]
    [InlineData("Failed to connect to git.example.org port 443 after 134 ms", "Failed to connect to git.example.org port 443 after 1287 ms", true)]
    [InlineData(null, null, true)]
    [InlineData("exited with 3", "exited with", false)]
    [InlineData("exited with 3", null, false)]
    [InlineData("no such file", "no such folder", false)]
    public void Only_numbers_may_differ(string? one, string? other, bool same) => (Alike.Are(one, other), Alike.Are(other, one)).ShouldBe((same, same));
}
