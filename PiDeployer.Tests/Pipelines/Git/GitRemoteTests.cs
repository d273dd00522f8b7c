using PiDeployer.Pipelines.Git;

namespace PiDeployer.Tests.Pipelines.Git;

public sealed class GitRemoteTests
{
    [Theory]
    [InlineData("https://git.example.org/ann/shop.git", "git.example.org")]
    [InlineData("https://ann:secret@git.example.org:8443/ann/shop.git", "git.example.org")]
    [InlineData("ssh://git@git.example.org:22/ann/shop.git", "git.example.org")]
    [InlineData("git@git.example.org:ann/shop.git", "git.example.org")]
    [InlineData("pi:shop.git", "pi")]
    [InlineData("file:///srv/shop.git", "")]
    [InlineData("/srv/shop.git", "")]
    [InlineData("./a:b", "")]
    [InlineData("", "")]
    public void The_host_is_who_git_calls_up(string address, string host) => GitRemote.HostOf(address).ShouldBe(host);
}
