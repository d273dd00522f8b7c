using PiDeployer.Projects;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Projects;

public sealed class StacksFolderTests : IDisposable
{
    private readonly TempDirectory folder = new();
    private readonly StacksFolder stacks;

    public StacksFolderTests()
    {
        Directory.CreateDirectory(folder.File("stacks"));
        stacks = ProjectsYaml.Project($"projects: [{{ name: home, path: '{folder.Path}', stacks: {{ folder: stacks, overrides: {{ off: {{ enabled: false }} }} }} }}]").Stacks.ShouldNotBeNull();
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Only_folders_with_a_compose_file_that_can_be_named_are_stacks()
    {
        foreach (var file in new[] { "b/compose.yaml", "a/docker-compose.yml", "off/compose.yaml", ".hidden/compose.yaml", "a.dot/compose.yaml", "deep/er/compose.yaml", "folder/compose.yaml/x" })
            folder.Write($"stacks/{file}", "services: {}");
        folder.Write("stacks/file", "services: {}");
        folder.Write("elsewhere/compose.yaml", "services: {}");
        Directory.CreateSymbolicLink(folder.File("stacks/link"), folder.File("elsewhere"));

        stacks.All().Select(stack => stack.Name.Value).ShouldBe(["a", "b"]);
        foreach (var name in new[] { "off", "deep", "file", "folder", "link", "nothing" })
            stacks.Find(Some.Name(name)).ShouldBeNull(name);
    }

    [Fact]
    public void It_is_looked_at_anew_each_time()
    {
        stacks.Find(Some.Name("a")).ShouldBeNull();
        folder.Write("stacks/a/compose.yaml", "services: {}");
        stacks.Find(Some.Name("a")).ShouldNotBeNull();
        Directory.Delete(folder.File("stacks"), recursive: true);
        stacks.All().ShouldBeEmpty();
    }

    [Fact]
    public void What_is_gone_is_lacking_unless_it_never_was_ours()
    {
        folder.Write("stacks/a/compose.yaml", "services: {}");

        (stacks.Lacks(Some.Name("a")), stacks.Lacks(Some.Name("off")), stacks.Lacks(Some.Name("gone"))).ShouldBe((false, false, true));
    }

    [Fact]
    public void A_file_that_compose_would_not_find_is_named()
    {
        folder.Write("stacks/pod/podman-compose.yml", "services: {}");
        folder.Write("stacks/both/podman-compose.yml", "services: {}");
        folder.Write("stacks/both/compose.yml", "services: {}");

        stacks.Find(Some.Name("pod")).ShouldNotBeNull().Compose.Files.ShouldBe(["podman-compose.yml"]);
        stacks.Find(Some.Name("both")).ShouldNotBeNull().Compose.Files.ShouldBeEmpty();
    }

    [Fact]
    public void The_file_s_own_projects_hide_stacks_of_their_names()
    {
        folder.Write("stacks/a/compose.yaml", "services: {}");
        folder.Write("stacks/b/compose.yaml", "services: {}");
        var catalog = ProjectsYaml.Catalog(
            $"projects: [{{ name: a, repo: ann/a, path: /srv/a, deploy_mode: pull-only }}, {{ name: home, path: '{folder.Path}', stacks: {{ folder: stacks }} }}]");

        catalog.Find(Some.Name("a")).ShouldNotBeNull().Path.ShouldBe("/srv/a");
        catalog.All().Select(project => project.Name.Value).ShouldBe(["a", "home", "b"]);
    }

    [Fact]
    public void What_looks_like_a_stack_and_is_none_is_told_of()
    {
        foreach (var file in new[] { "a/compose.yaml", "off/compose.yaml", ".hidden/compose.yaml", "a.dot/compose.yaml", "no-stack/notes.txt" })
            folder.Write($"stacks/{file}", "services: {}");
        Directory.CreateSymbolicLink(folder.File("stacks/link"), "a");

        stacks.LeftOut().ShouldBe(
        [
            ("a.dot", "a stack's name has 1 to 100 of a-z, A-Z, 0-9, _ and -"),
            ("link", "links are not followed"),
            ("off", "projects.yml has `enabled: false` for it"),
        ]);
    }

    [Fact]
    public void Of_two_stacks_of_one_name_only_the_first_folder_has_it()
    {
        foreach (var file in new[] { "one/same/compose.yaml", "one/own/compose.yaml", "two/same/compose.yaml", "two/project/compose.yaml", "two/two/compose.yaml" })
            folder.Write(file, "services: {}");
        var catalog = ProjectsYaml.Catalog($$"""
            projects:
              - { name: one, path: '{{folder.Path}}', stacks: { folder: one } }
              - { name: two, path: '{{folder.Path}}', stacks: { folder: two } }
              - { name: project, path: /srv/project, deploy_mode: compose-update }
            """);

        catalog.StacksOf(catalog.Find(Some.Name("one")).ShouldNotBeNull()).Select(stack => stack.Name.Value).ShouldBe(["own", "same"]);
        catalog.StacksOf(catalog.Find(Some.Name("two")).ShouldNotBeNull()).ShouldBeEmpty();
        catalog.StacksOf(catalog.Find(Some.Name("project")).ShouldNotBeNull()).ShouldBeEmpty();
    }
}
