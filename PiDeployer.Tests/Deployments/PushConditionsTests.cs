using System.Collections.Immutable;
using PiDeployer.Deployments;
using PiDeployer.Projects;
using PiDeployer.Tests.Infra;
using PiDeployer.Values;

namespace PiDeployer.Tests.Deployments;

public sealed class PushConditionsTests
{
    [Theory]
    [InlineData("main", "branch: main")]
    [InlineData("release/2", "branch: main", "branch: release/*")]
    [InlineData("refs/tags/v1", "branch: main, tags: v*")]
    [InlineData("refs/tags/v1", "branch: main", "tags: v*")]
    public void What_one_of_the_projects_tracks_is_for_them(string pushed, params string[] projects) => WhyNot(pushed, projects).ShouldBeNull();

    [Theory]
    [InlineData("next", "Branch mismatch: got next, expected main", "branch: main")]
    [InlineData("next", "Branch mismatch: got next, expected main or release/*", "branch: main", "branch: release/*", "branch: main, timeout: 5")]
    [InlineData("next", "Branch mismatch: got next, expected main or tag v* or tag w*", "branch: main", "tags: [v*, w*]")]
    [InlineData("", "Branch mismatch: got no ref, expected main", "branch: main")]
    [InlineData("refs/heads/--force", "Branch mismatch: got 'refs/heads/--force', expected main", "branch: main")]
    [InlineData("refs/pull/1/head", "Branch mismatch: got refs/pull/1/head, expected **", "branch: '**'")]
    [InlineData("refs/tags/x1", "Tag x1 is not tracked", "branch: '**', tags: v*")]
    [InlineData("refs/tags/main", "Tag main is not tracked", "branch: main")]
    [InlineData("refs/tags/v 1", "Branch mismatch: got 'refs/tags/v 1', expected **", "branch: '**', tags: '**'")]
    public void What_none_of_them_tracks_is_not_and_the_reason_names_both(string pushed, string reason, params string[] projects) => WhyNot(pushed, projects).ShouldBe(reason);

    [Theory]
    [InlineData("main", "Branch main was deleted")]
    [InlineData("next", "Branch next was deleted")]
    [InlineData("refs/tags/v1", "Tag v1 was deleted")]
    [InlineData("refs/tags/x1", "Tag x1 is not tracked")]
    public void What_was_deleted_cannot_be_deployed(string pushed, string reason) =>
        PushConditions.WhyNot(new PushEvent(GitRef.Parse(pushed), true, null), Projects("branch: main, tags: v*")).ShouldBe(reason);

    [Theory]
    [InlineData("Mend the till [skip ci]", "[skip ci]")]
    [InlineData("[CI Skip] Mend the till", "[ci skip]")]
    [InlineData("Mend the till\n\n[no ci]\n", "[no ci]")]
    [InlineData("[skip actions]", "[skip actions]")]
    [InlineData("x[actions skip]y", "[actions skip]")]
    [InlineData("[SKIP DEPLOY]", "[skip deploy]")]
    public void A_word_in_the_message_skips_and_is_named(string message, string word) => WhySkipped("main", message).ShouldBe($"The commit's message says {word}");

    [Theory]
    [InlineData("skip ci")]
    [InlineData("[skip  ci]")]
    [InlineData("(skip ci)")]
    [InlineData("[skip ci")]
    [InlineData("")]
    public void Anything_like_it_does_not(string message) => WhySkipped("main", message).ShouldBeNull();

    [Fact]
    public void A_push_that_would_be_skipped_anyway_says_why_it_would() =>
        WhySkipped("next", "[skip ci]").ShouldBe("Branch mismatch: got next, expected main");

    private static string? WhyNot(string pushed, params string[] projects) =>
        PushConditions.WhyNot(new PushEvent(GitRef.Parse(pushed), false, null), Projects(projects));

    private static string? WhySkipped(string pushed, string message) =>
        PushConditions.WhyNot(new PushEvent(GitRef.Parse(pushed), false, Some.Commit(message: message)), Projects("branch: main"));

    private static ImmutableArray<Project> Projects(params string[] fields) =>
        ProjectsYaml.Catalog(string.Join('\n', ["projects:", .. fields.Select((field, i) => $"  - {{ name: p{i}, repo: ann/shop, path: /srv/p{i}, {field} }}")])).Projects;
}
