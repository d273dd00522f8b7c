using PiDeployer.Pipelines.Containers;
using PiDeployer.Projects;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Pipelines.Containers;

[Takes(20)]
public sealed class StackContentTests : IDisposable
{
    private const string Compose = """
        services:
          web:
            image: shop
            build: { context: ./app }
            configs: [{ source: limits, target: /limits }]
            volumes:
              - { type: bind, source: ./site.conf, target: /etc/site.conf, read_only: true }
              - { type: bind, source: ./data, target: /data }
              - { type: volume, source: cache, target: /cache }
        configs: { limits: { file: ./limits.conf } }
        """;

    private readonly StepRig rig = new();
    private readonly TempDirectory plain = new();

    public StackContentTests()
    {
        foreach (var file in new[] { "app/Dockerfile", "site.conf", "limits.conf", "data/seed", "notes.txt" })
            rig.Git.Push(file, "old", file);
        rig.Git.InCheckout("pull", "-q");
    }

    public void Dispose()
    {
        rig.Dispose();
        plain.Dispose();
    }

    [Theory(Timeout = 180_000)]
    [InlineData("site.conf")]
    [InlineData("limits.conf")]
    [InlineData("data/seed")]
    [InlineData("app/Dockerfile")]
    public async Task What_is_given_to_containers_counts_when_it_is_pulled(string file)
    {
        var before = await HashAsync();
        rig.Git.Push(file, "new", "a change");
        (await HashAsync()).ShouldBe(before);

        rig.Git.InCheckout("pull", "-q");

        (await HashAsync()).ShouldNotBe(before);
    }

    [Theory(Timeout = 180_000)]
    [InlineData("notes.txt", true)]
    [InlineData("data/seed", false)]
    [InlineData("data/own", false)]
    public async Task What_is_nobody_s_or_the_containers_own_does_not(string file, bool pulled)
    {
        var before = await HashAsync();
        if (pulled)
            rig.Git.Push(file, "new", "a change");
        else
            rig.Git.Write(file, "written by a container");
        rig.Git.InCheckout("pull", "-q");

        (await HashAsync()).ShouldBe(before);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_file_that_containers_only_read_counts_also_where_git_does_not_know_of_it()
    {
        plain.Write("site.conf", "old");
        plain.Write("data/seed", "old");
        var project = ProjectsYaml.Project($"projects: [{{ name: shop, path: '{plain.Path}', deploy_mode: compose-update }}]");
        var before = await HashAsync(project);

        plain.Write("data/seed", "new");
        (await HashAsync(project)).ShouldBe(before);
        plain.Write("site.conf", "new");
        (await HashAsync(project)).ShouldNotBe(before);
    }

    [Theory(Timeout = 180_000)]
    [InlineData("compose_profiles: [more]", true)]
    [InlineData("compose_project: other", true)]
    [InlineData("engine: podman", true)]
    [InlineData("health_check: { enabled: true, url: 'http://localhost' }", true)]
    [InlineData("timeout: 9m", false)]
    [InlineData("history: 3", false)]
    public async Task Settings_count_that_say_what_runs(string settings, bool counts)
    {
        var before = await HashAsync();

        (await HashAsync(rig.Project(settings)) != before).ShouldBe(counts);
    }

    [Fact(Timeout = 180_000)]
    public async Task What_compose_says_counts() => (await HashAsync(null, Compose + "# more")).ShouldNotBe(await HashAsync());

    [Theory(Timeout = 180_000)]
    [InlineData("rm limits.conf; mkfifo limits.conf")]
    [InlineData("ln -sf /dev/zero limits.conf")]
    [InlineData("rm site.conf; mkfifo site.conf")]
    [InlineData("truncate --size=8G limits.conf")]
    public async Task What_is_no_small_file_is_not_read_and_nobody_waits_for_it(string making)
    {
        plain.Write("site.conf", "old");
        plain.Write("limits.conf", "old");
        var project = ProjectsYaml.Project($"projects: [{{ name: shop, path: '{plain.Path}', deploy_mode: compose-update }}]");
        var before = await HashAsync(project);

        Shell.Run("bash", "-c", $"cd {plain.Path}; {making}");

        (await Task.Run(() => HashAsync(project)).WaitAsync(Eventually.Patience)).ShouldNotBe(before);
    }

    [Fact(Timeout = 180_000)]
    public async Task Where_git_does_not_say_what_was_committed_the_content_is_not_known()
    {
        (await HashAsync()).ShouldNotBeNull();

        rig.Git.Write(".git/HEAD", "ref: refs/heads/nowhere");

        (await HashAsync()).ShouldBeNull();
    }

    private Task<string?> HashAsync(Project? project = null, string text = Compose)
    {
        project ??= rig.Project("branch: main");
        var configuration = ComposeConfiguration.Parse(text, YamlTree.Parse(text).ShouldBeOfType<YamlValue.Mapping>(), project.Path);
        return StackContent.HashAsync(rig.Context(project, null), configuration, TestContext.Current.CancellationToken);
    }
}
