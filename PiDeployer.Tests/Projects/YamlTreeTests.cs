using PiDeployer.Projects;
using PiDeployer.Tests.Infra;
using YamlDotNet.Core;

namespace PiDeployer.Tests.Projects;

/// <summary>Anchors, aliases, merge keys, and files made to cost much.</summary>
public sealed class YamlTreeTests
{
    [Fact]
    public void An_alias_is_what_its_anchor_holds()
    {
        var catalog = ProjectsYaml.Catalog(
            """
            projects:
              - { name: a, repo: ann/a, path: /srv/a, health_check: &check { enabled: on, url: "http://localhost/", retries: 8 } }
              - { name: b, repo: ann/b, path: /srv/b, health_check: *check }
            """);

        catalog.Projects[1].HealthCheck.ShouldNotBeNull().ShouldBe(catalog.Projects[0].HealthCheck);
    }

    [Fact]
    public void A_merge_key_lends_what_is_not_said()
    {
        var catalog = ProjectsYaml.Catalog(
            """
            projects:
              - &first { name: a, repo: ann/a, path: /srv/a, branch: stable, timeout: 60 }
              - <<: *first
                name: b
                path: /srv/b
              - { <<: *first, timeout: 5, name: c }
            """);

        catalog.Projects.Select(project => $"{project.Name} {project.Path} {project.Branch} {project.Timeout.TotalSeconds}")
            .ShouldBe(["a /srv/a stable 60", "b /srv/b stable 60", "c /srv/a stable 5"]);
    }

    [Fact]
    public void Of_several_merged_mappings_the_first_counts()
    {
        var project = ProjectsYaml.Catalog(
            """
            projects:
              - &one { name: a, repo: ann/a, path: /srv/a, branch: one }
              - &two { name: b, repo: ann/b, path: /srv/b, branch: two, timeout: 7 }
              - { <<: [*one, *two], name: c }
            """).Projects[2];

        $"{project.Branch}".ShouldBe("one");
        project.Timeout.ShouldBe(TimeSpan.FromSeconds(7));
    }

    [Fact]
    public void Two_merge_keys_are_refused_with_how_to_write_them()
    {
        Refusal("one: &a { k: 1 }\ntwo: &b { l: 1 }\nthree: { <<: *a, <<: *b }").ShouldBe("'<<' stands here twice; write <<: [*a, *b]");
        Refusal("{ k: 1, k: 2 }").ShouldBe("the key 'k' stands here twice");

        static string Refusal(string text) => Should.Throw<YamlException>(() => YamlTree.Parse(text)).Message;
    }

    [Theory(Timeout = 180_000)]
    [InlineData("projects: []\ndefaults:\n", "[", "*a{0},*a{0},*a{0},*a{0},*a{0},*a{0},*a{0},*a{0},*a{0}", "]")]
    [InlineData("projects: []\ndefaults:\n", "{{", "k1: *a{0}, k2: *a{0}, k3: *a{0}, k4: *a{0}, k5: *a{0}, k6: *a{0}", "}}")]
    [InlineData("projects: []\ndefaults:\n", "{{", "<<: [*a{0}, *a{0}, *a{0}, *a{0}, *a{0}, *a{0}, *a{0}, *a{0}], k: 1", "}}")]
    public async Task Aliases_of_aliases_stay_cheap(string start, string open, string aliases, string close)
    {
        var text = start + "  a0: &a0 { k0: lol }\n" + string.Concat(Enumerable.Range(0, 40).Select(level =>
            $"  a{level + 1}: &a{level + 1} {string.Format(null, open + aliases + close, level)}\n"));

        (await Task.Run(() => ThreadTime.Of(() => ProjectsYaml.Load(text).ShouldBeOfType<ProjectsFileResult.Invalid>()))).ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void A_zero_byte_is_refused_wherever_it_stands_and_what_stands_there_is_not_shown() =>
        ProjectsYaml.Problems("projects: [{ name: shop, env: { ZERO: \"hunter2\\0\" } }]").ShouldBe(["projects.yml:1:39: not valid YAML: a text holds a zero byte, which no name, path or argument can"]);

    [Fact]
    public void What_ten_thousand_projects_have_in_common_may_stand_in_one_place() =>
        YamlTree.Parse("common: &common { timeout: 5, branch: main, deploy_mode: pull-only, history: 5, poll: 5m }\nprojects:\n" + string.Concat(Enumerable.Range(0, 10_000).Select(number => $"  - {{ <<: *common, name: p{number} }}\n")))
            .ShouldNotBeNull();

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{ a: ", "}")]
    public void Brackets_in_brackets_do_not_end_the_program(string open, string close)
    {
        YamlTree.Parse(Nested(100)).ShouldNotBeNull();

        Should.Throw<YamlException>(() => YamlTree.Parse(Nested(102))).Message.ShouldContain("nested more than 100 deep");
        Should.Throw<YamlException>(() => YamlTree.Parse(Nested(100_000)));

        string Nested(int depth) => string.Concat(Enumerable.Repeat(open, depth)) + string.Concat(Enumerable.Repeat(close, depth));
    }

    [Fact]
    public void An_anchor_that_holds_itself_is_refused() => Should.Throw<YamlException>(() => YamlTree.Parse("a: &a { b: *a }"));

    [Fact(Timeout = 180_000)]
    public async Task Keys_that_are_borrowed_again_and_again_do_not_fill_the_memory()
    {
        var anchor = "a: &a { " + string.Join(", ", Enumerable.Range(0, 4_000).Select(key => $"k{key}: 1")) + " }\nb:\n";
        var text = anchor + string.Concat(Enumerable.Repeat("- { <<: *a }\n", 200));

        var took = await Task.Run(() => ThreadTime.Of(() => Should.Throw<YamlException>(() => YamlTree.Parse(text)).Message.ShouldContain("<< brings in more than 100000 keys altogether")));

        took.ShouldBeLessThan(TimeSpan.FromSeconds(2));
        YamlTree.Parse(anchor + string.Concat(Enumerable.Repeat("- *a\n", 40))).ShouldNotBeNull("an alias is no copy");
        Should.Throw<YamlException>(() => YamlTree.Parse(anchor + string.Concat(Enumerable.Repeat("- *a\n", 60)))).Message.ShouldContain("more than 200000 values");
    }
}
