using System.Collections.Immutable;
using PiDeployer.Feedback;
using PiDeployer.Projects;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Feedback;

public sealed class ForgeChoiceTests
{
    [Theory]
    [InlineData(null, "", "none")]
    [InlineData(null, "gitlab", "gitlab")]
    [InlineData(null, "gitea github", "github")]
    [InlineData(null, "gitea gitlab", "none")]
    [InlineData("gitea", "gitea github", "gitea")]
    [InlineData("gitea", "github", "none")]
    [InlineData("none", "github", "none")]
    public void The_projects_word_counts_and_else_what_there_is_a_token_for(string? said, string usable, string chosen) =>
        ForgeChoice.Of(said is null ? null : ForgeKinds.Parse(said), Usable(usable)).ToName().ShouldBe(chosen);

    [Theory]
    [InlineData(null, "", null)]
    [InlineData("none", "", null)]
    [InlineData("gitlab", "gitlab", null)]
    [InlineData(null, "github gitlab", null)]
    [InlineData("github", "gitea", "its forge is github, and GITHUB_TOKEN is not set")]
    [InlineData("gitea", "", "its forge is gitea, and GITEA_TOKEN and GITEA_URL are not both set")]
    [InlineData("gitlab", "", "its forge is gitlab, and GITLAB_TOKEN is not set")]
    [InlineData(null, "gitea gitlab", "there are tokens for gitea and gitlab, and it does not say which its forge is")]
    public void What_keeps_it_from_hearing_is_known(string? said, string usable, string? problem) =>
        ForgeChoice.ProblemOf(Some.Project() with { Forge = said is null ? null : ForgeKinds.Parse(said) }, Usable(usable)).ShouldBe(problem);

    [Fact]
    public void A_project_without_a_repository_has_nothing_to_tell() =>
        ForgeChoice.ProblemOf(Some.Project() with { Repository = null, Forge = ForgeKind.GitHub }, []).ShouldBeNull();

    private static ImmutableArray<ForgeSettings> Usable(string names) =>
        [.. names.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => new ForgeSettings(ForgeKinds.Parse(name), Some.Secret("x"), new Uri("https://git.example.org")))];
}
