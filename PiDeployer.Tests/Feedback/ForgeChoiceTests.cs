using System.Collections.Immutable;
using PiDeployer.Feedback;
using PiDeployer.Projects;
using PiDeployer.Tests.Infra;
using PiDeployer.Values;

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
        ForgeChoice.Of(Some.Project() with { Forge = said is null ? null : ForgeKinds.Parse(said) }, Usable(usable)).ToName().ShouldBe(chosen);

    [Theory]
    [InlineData("https://github.com/ann/shop", "github")]
    [InlineData("git@github.com:ann/shop.git", "github")]
    [InlineData("http://git.example.org:3000/ann/shop", "gitea")]
    [InlineData("https://gitlab.example.com/ann/shop", "none")]
    public void A_repository_with_an_address_is_told_of_where_it_is_and_nowhere_else(string address, string chosen)
    {
        RepositoryAddress.TryParse(address, out var where).ShouldBeTrue();
        ImmutableArray<ForgeSettings> usable =
        [
            new(ForgeKind.GitHub, Some.Secret("x"), new Uri(GitHub.PublicApi)), new(ForgeKind.Gitea, Some.Secret("x"), new Uri("https://git.example.org")), new(ForgeKind.GitLab, Some.Secret("x"), new Uri(GitLab.PublicSite)),
        ];
        var project = Some.Project() with { RepositoryAddress = where };

        ForgeChoice.Of(project, usable).ToName().ShouldBe(chosen);
        ForgeChoice.ProblemOf(project, usable).ShouldBe(chosen == "none" ? $"its repository is at {where.Host}, and there is no token for that; say its forge, which may be none" : null);
        ForgeChoice.Of(project with { Forge = ForgeKind.GitLab }, usable).ShouldBe(ForgeKind.GitLab);
    }

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

    [Theory]
    [InlineData("https://example.org/git", "https://example.org/git/ann/shop", "ann/shop")]
    [InlineData("https://example.org", "https://example.org/git/ann/shop", "git/ann/shop")]
    [InlineData("https://example.org/git", "https://example.org/gitea/shop", "gitea/shop")]
    public void A_forge_s_own_path_is_no_part_of_a_repository_s_name(string forge, string repository, string name)
    {
        RepositoryAddress.TryParse(repository, out var address).ShouldBeTrue();
        var project = Some.Project() with { Repository = address.Path, RepositoryAddress = address };

        new ForgeSettings(ForgeKind.Gitea, Some.Secret("x"), new Uri(forge)).NameOf(project).ShouldNotBeNull().Value.ShouldBe(name);
    }

    [Fact]
    public void A_project_without_a_repository_has_nothing_to_tell() =>
        ForgeChoice.ProblemOf(Some.Project() with { Repository = null, Forge = ForgeKind.GitHub }, []).ShouldBeNull();

    private static ImmutableArray<ForgeSettings> Usable(string names) =>
        [.. names.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => new ForgeSettings(ForgeKinds.Parse(name), Some.Secret("x"), new Uri("https://git.example.org")))];
}
