using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Projects;

public sealed class PollReaderTests
{
    [Fact]
    public void The_remote_is_asked_only_where_the_file_says_how_often()
    {
        ProjectsYaml.Project("projects: [{ name: shop, repo: ann/shop, path: /srv/shop, poll: 1m }]").Poll.ShouldBe(TimeSpan.FromMinutes(1));
        ProjectsYaml.Project("projects: [{ name: shop, repo: ann/shop, path: /srv/shop }]").Poll.ShouldBeNull();
    }

    [Theory]
    [InlineData("repo: ann/shop, poll: 9s", "poll '9s' is not a time from 10 to 86400 seconds, such as 90, 90s, 5m or 1h")]
    [InlineData("repo: ann/shop, poll: 25h", "poll '25h' is not a time from 10 to 86400 seconds, such as 90, 90s, 5m or 1h")]
    [InlineData("repo: ann/shop, poll: often", "poll 'often' is not a time from 10 to 86400 seconds, such as 90, 90s, 5m or 1h")]
    [InlineData("deploy_mode: compose-update, poll: 1m", "poll asks the remote of the project's repository, and this one has no repo")]
    public void What_cannot_be_is_refused_and_why(string fields, string problem) =>
        ProjectsYaml.Problems($"projects: [{{ name: shop, path: /srv/shop, {fields} }}]").ShouldHaveSingleItem().ShouldEndWith($": {problem}");
}
