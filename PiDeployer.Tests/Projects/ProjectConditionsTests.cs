using PiDeployer.Projects;
using PiDeployer.Tests.Infra;
using PiDeployer.Values;

namespace PiDeployer.Tests.Projects;

/// <summary>The fields that say which pushes count: as they are read, and what they mean.</summary>
public sealed class ProjectConditionsTests
{
    private static readonly GitRef Main = GitRef.Parse("main");
    private static readonly GitRef Two = GitRef.Parse("release/2");
    private static readonly GitRef Tag = GitRef.Parse("refs/tags/v1");

    [Theory]
    [InlineData("tags: v*")]
    [InlineData("tags: [v*]")]
    [InlineData("tags: ['${PREFIX}*']")]
    [InlineData("tags: '${PREFIX}*'")]
    public void A_list_may_be_a_single_text(string fields) => Project(fields).Tags.ShouldBe([Some.Pattern("v*")]);

    [Theory]
    [InlineData("tags: []")]
    [InlineData("tags: ")]
    [InlineData("tags: null")]
    [InlineData("timeout: 5")]
    public void A_list_may_be_empty(string fields)
    {
        Project(fields).Tags.ShouldBeEmpty();
        $"{Project(fields).Branch}".ShouldBe("main");
    }

    [Fact]
    public void Paths_are_kept_in_order_and_a_slash_at_the_end_means_all_that_is_in_it()
    {
        var project = Project("paths: [src/**, docs/, '*/x/', Dockerfile], paths_ignore: '**/*.md'");

        project.Paths.ShouldBe(["src/**", "docs/**", "*/x/**", "Dockerfile"]);
        project.PathsIgnore.ShouldBe(["**/*.md"]);
    }

    [Fact]
    public void The_branch_is_main_unless_there_are_tags()
    {
        $"{Project("timeout: 5").Branch}".ShouldBe("main");
        Project("tags: v*").Branch.ShouldBeNull();
        $"{Project("tags: v*, branch: main").Branch}".ShouldBe("main");
    }

    [Fact]
    public void A_branch_of_the_defaults_can_be_taken_away()
    {
        var projects = ProjectsYaml.Catalog(
            """
            defaults: { branch: stable, tags: v* }
            projects:
              - { name: both, repo: ann/shop, path: /srv/both }
              - { name: tags, repo: ann/shop, path: /srv/tags, branch: }
              - { name: none, repo: ann/shop, path: /srv/none, tags: [] }
            """).Projects;

        projects.Select(project => $"{project.Name}: {project.Branch} {string.Join(' ', project.Tags)}").ShouldBe(["both: stable v*", "tags:  v*", "none: stable "]);
    }

    [Theory]
    [InlineData("branch: 'release//*'", "1:67: branch 'release//*' is not the bare name of a branch, such as main, or a pattern, such as release/*")]
    [InlineData("branch: refs/heads/main", "1:67: branch 'refs/heads/main' is not the bare name of a branch, such as main, or a pattern, such as release/*")]
    [InlineData("tags: [v*, -x, 'a b']", "1:70: tags '-x' is not the bare name of a tag, such as v1.0, or a pattern, such as v*", "1:74: tags 'a b' is not the bare name of a tag, such as v1.0, or a pattern, such as v*")]
    [InlineData("tags: [[v*]]", "1:66: tags must be a single value or a list of them")]
    [InlineData("tags: [v*, ~]", "1:70: tags must be a single value or a list of them")]
    [InlineData("tags: { v: 1 }", "1:65: tags must be a single value or a list of them")]
    [InlineData("tags: ['${NOWHERE}']", "1:66: tags: the environment variable NOWHERE is not set; set it in .env and restart, or write ${NOWHERE:-default}")]
    [InlineData("paths: src, deploy_mode: script-only, deploy_script: x", "1:66: paths and paths_ignore need a mode that pulls, which script-only does not")]
    [InlineData("paths_ignore: src, deploy_mode: script-only, deploy_script: x", "1:73: paths and paths_ignore need a mode that pulls, which script-only does not")]
    public void What_is_wrong_is_said_with_its_place(string fields, params string[] problems) =>
        ProjectsYaml.Problems(Text(fields)).ShouldBe(problems.Select(problem => $"projects.yml:{problem}"));

    [Theory]
    [InlineData("")]
    [InlineData("-x")]
    [InlineData(":(exclude)src")]
    [InlineData("!src")]
    [InlineData("/src")]
    [InlineData("./src")]
    [InlineData("src/../docs")]
    [InlineData("src//x")]
    [InlineData("src//")]
    [InlineData("src\\x")]
    [InlineData("src\u0007")]
    public void A_path_that_could_never_match_is_refused(string glob) => PathGlob.TryParse(glob, out _).ShouldBeFalse();

    [Fact]
    public void A_branch_tracks_itself_a_pattern_what_it_matches_and_tags_what_they_match()
    {
        Tracked("branch: main").ShouldBe([Main]);
        Tracked("branch: release/*").ShouldBe([Two]);
        Tracked("tags: v*").ShouldBe([Tag]);
        Tracked("branch: '**', tags: w*").ShouldBe([Main, Two]);
        Tracked("branch: main, tags: [w*, v?]").ShouldBe([Main, Tag]);
    }

    [Fact]
    public void A_project_with_one_branch_deploys_it_whatever_was_pushed()
    {
        var project = Project("branch: main");

        project.FollowsSeveralRefs.ShouldBeFalse();
        new[] { null, Main, Two, Tag }.Select(project.Target).ShouldAllBe(target => target == Main);
    }

    [Fact]
    public void A_project_with_several_deploys_what_was_pushed_and_by_hand_its_branch_if_that_is_one()
    {
        Project("branch: main, tags: v*").FollowsSeveralRefs.ShouldBeTrue();
        Project("branch: main, tags: v*").Target(Tag).ShouldBe(Tag);
        Project("branch: main, tags: v*").Target(null).ShouldBe(Main);
        Project("branch: '*'").Target(Main).ShouldBe(Main);
        Project("branch: '*'").Target(null).ShouldBeNull();
        Project("branch: '*'").Target(new GitRef.Other("--force")).ShouldBeNull();
        Project("tags: '*'").Target(null).ShouldBeNull();
    }

    private static IEnumerable<GitRef> Tracked(string fields) =>
        new[] { Main, Two, Tag, new GitRef.Other("refs/heads/--force") }.Where(Project(fields).Tracks);

    private static Project Project(string fields) => ProjectsYaml.Project(Text(fields), new Dictionary<string, string> { ["PREFIX"] = "v" });

    private static string Text(string fields) => $"projects: [{{ name: shop, repo: ann/shop, path: /srv/shop, {fields} }}]";
}
