using PiDeployer.Projects;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Projects;

public sealed class ComposeFilesTests : IDisposable
{
    private readonly TempDirectory folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_newer_name_counts()
    {
        ComposeFiles.FindIn(folder.Path).ShouldBeNull();
        foreach (var name in new[] { "podman-compose.yml", "docker-compose.yaml", "docker-compose.yml", "compose.yml", "compose.yaml" })
        {
            folder.Write(name, "");
            ComposeFiles.FindIn(folder.Path).ShouldBe(name);
        }
    }

    [Fact]
    public void Services_are_those_of_all_files_and_what_is_no_compose_file_has_none()
    {
        folder.Write("compose.yaml", "services: { web: {}, db: {} }");
        folder.Write("more.yaml", "services: { web: {}, worker: {} }");
        folder.Write("broken.yaml", "services: [");
        folder.Write("list.yaml", "- services");

        Services("branch: main").ShouldBe(["web", "db"]);
        Services("compose_files: [compose.yaml, more.yaml]").Distinct().ShouldBe(["web", "db", "worker"]);
        Services("compose_files: [broken.yaml, list.yaml, nowhere.yaml, more.yaml]").ShouldBe(["web", "worker"]);
    }

    [Theory(Timeout = 180_000)]
    [InlineData("mkfifo compose.yaml more.yaml")]
    [InlineData("ln -s /dev/zero compose.yaml; ln -s /dev/zero more.yaml")]
    [InlineData("mkdir compose.yaml more.yaml")]
    public async Task What_is_no_file_is_no_compose_file_and_nobody_waits_for_it(string making)
    {
        Shell.Run("bash", "-c", $"cd {folder.Path}; {making}");
        folder.Write("compose.yml", "services: { web: {} }");

        ComposeFiles.FindIn(folder.Path).ShouldBe("compose.yml");
        (await Task.Run(() => Services("compose_files: [more.yaml, compose.yml]").ToList()).WaitAsync(Eventually.Patience)).ShouldBe(["web"]);
    }

    [Fact]
    public void A_compose_file_without_end_names_nothing()
    {
        folder.Write("compose.yaml", $"services: {{ web: {{}} }}\n#{new string('x', ComposeFiles.MaxBytes)}");
        Services("branch: main").ShouldBeEmpty();

        folder.Write("compose.yaml", $"services: {{ web: {{}} }}\n#{new string('x', ComposeFiles.MaxBytes - 100)}");
        Services("branch: main").ShouldBe(["web"]);
    }

    private IEnumerable<string> Services(string fields) => ComposeFiles.ServicesOf(ProjectsYaml.Project($"projects: [{{ name: shop, repo: ann/shop, path: '{folder.Path}', {fields} }}]"));
}
