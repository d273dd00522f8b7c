using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>A project's variables in its compose file.</summary>
[Trait("Category", "EndToEnd")]
[Trait("Runs", "Once")]
public sealed class ComposeVariablesTests : IClassFixture<DockerImages>, IDisposable
{
    private readonly TempDirectory folder;
    private readonly DockerImages images;
    private readonly ComposeProject project;

    public ComposeVariablesTests(DockerImages images)
    {
        Assert.SkipUnless(DockerImages.MissingReason is null, DockerImages.MissingReason ?? "");
        this.images = images;
        folder = new TempDirectory();
        project = new ComposeProject(folder, images);
    }

    [Fact(Timeout = 180_000)]
    public async Task Compose_fills_them_in_also_for_a_rollback_and_beside_the_commit()
    {
        using var health = new HealthListener(200, 500, 200);
        var secret = folder.Write("db", "from-the-vault\n");
        await using var server = await RunningServer.StartAsync(
            folder, project.Yaml($", env: {{ DB_PASSWORD_FILE: {secret} }}, env_file: versions.env, rollback: auto, health_check: {{ enabled: true, url: '{health.Url}', retries: 1 }}"));
        const string Labels = "    labels: { password: \"${DB_PASSWORD:?}\", commit: \"${DEPLOYER_COMMIT_SHA:?}\" }";
        project.Git.Push("versions.env", "VERSION=v1", "which version");
        var good = project.PushVersion("${VERSION:?}", Labels);
        await EndedAsync(server, "succeeded");
        ShouldRun("v1", good);
        project.Git.Push("versions.env", "VERSION=v2", "another version");

        var output = await EndedAsync(server, "rolled_back");

        ShouldRun("v1", good);
        output.ShouldNotContain("from-the-vault");
        output.ShouldNotContain("not say which images run", Case.Sensitive, "the variables are there before the pull, too");

        void ShouldRun(string version, string commit)
        {
            project.ImageIds().ShouldBe([images.Id(version)]);
            var container = project.ContainerIds().ShouldHaveSingleItem();
            ComposeContents.Inspect(container, "{{.Config.Labels.password}} {{.Config.Labels.commit}}").ShouldBe($"from-the-vault {commit}");
        }
    }

    public void Dispose()
    {
        project.Dispose();
        folder.Dispose();
    }

    private static async Task<string> EndedAsync(RunningServer server, string state)
    {
        var record = await server.EndedAsync(await server.PushAsync());
        record.Text("state").ShouldBe(state, record.ToJsonString());
        return await server.OutputAsync(record.Text("id"));
    }
}
