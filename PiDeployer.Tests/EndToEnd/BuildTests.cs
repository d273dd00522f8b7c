using System.Text.Json.Nodes;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>Images that are built here, each named after its commit: <c>build: true</c>.</summary>
[Trait("Category", "EndToEnd")]
[Trait("Runs", "Once")]
[Takes(165)]
public sealed class BuildTests : IDisposable
{
    private readonly TempDirectory folder;
    private readonly DockerImages images; // Each test's own, since it looks at all the tags that there are.
    private readonly ComposeProject project;

    public BuildTests()
    {
        Assert.SkipUnless(DockerImages.MissingReason is null, DockerImages.MissingReason ?? "");
        images = new DockerImages();
        folder = new TempDirectory();
        project = new ComposeProject(folder, images);
        project.Git.Push("Dockerfile", $"FROM {images.Reference("v1")}\nCOPY page /www/index.html\n", "how it is built");
    }

    [Theory(Timeout = 540_000)]
    [InlineData("docker-compose")]
    [InlineData("compose-update", Traits = ["Runs", "Long"])]
    public async Task The_last_three_commits_keep_their_tags_and_what_is_not_ours_or_still_needed_stays(string mode)
    {
        await using var server = await StartAsync(mode);
        project.PushVersion("built", build: true);
        var first = await CommitAsync(server, "1");
        var byHand = $"by-hand-{first.Tag[..8]}";
        images.Tag(images.Reference(first.Tag), byHand);
        images.Tag(images.Id("v2"), "0123456789ab");

        var second = await CommitAsync(server, "2");
        // Images that compose builds have its labels, and so would their containers.
        var inUse = Shell.Run("docker", "run", "--detach", "--network", "none", "--label", "com.docker.compose.project=another", images.Reference(second.Tag));
        try
        {
            var (third, fourth) = (await CommitAsync(server, "3"), await CommitAsync(server, "4"));
            Tags().ShouldBe([second.Tag, third.Tag, fourth.Tag, byHand, "0123456789ab"], ignoreOrder: true);
            images.Id(fourth.Tag).ShouldBe(project.ImageIds().ShouldHaveSingleItem());

            var fifth = await CommitAsync(server, "5");
            Tags().ShouldBe([second.Tag, third.Tag, fourth.Tag, fifth.Tag, byHand, "0123456789ab"], ignoreOrder: true, "a container runs the second");
            images.Tag(images.Id("v2"), third.Tag);
            var sixth = await CommitAsync(server, "6");
            Tags().ShouldBe([second.Tag, third.Tag, fourth.Tag, fifth.Tag, sixth.Tag, byHand, "0123456789ab"], ignoreOrder: true, "a person gave the third's name to something else");
            images.Id(third.Tag).ShouldBe(images.Id("v2"));

            Nameless().ShouldBeEmpty();
            await ShouldRollBackAsync(server, second, "2");
            await ShouldRollBackAsync(server, fourth, "4");
        }
        finally
        {
            Shell.Run("docker", "rm", "--force", inUse);
        }

        string[] Tags() => [.. TagsOf(images.Reference("").TrimEnd(':')).Except(["v1", "v2", "broken", "built"])];
    }

    [Fact(Timeout = 540_000)]
    public async Task Where_the_compose_file_names_them_after_the_commit_itself_these_names_go_too()
    {
        await using var server = await StartAsync("docker-compose");
        project.PushVersion("${DEPLOYER_COMMIT_SHA}", build: true);
        var built = new List<string>();
        for (var i = 1; i <= 5; i++)
            built.Add((await CommitAsync(server, $"{i}")).Commit);

        var ours = TagsOf(images.Reference("").TrimEnd(':')).Where(tag => built.Exists(commit => commit.StartsWith(tag, StringComparison.Ordinal)));
        ours.ShouldBe(built[2..].SelectMany(commit => new[] { commit, commit[..12] }), ignoreOrder: true);
        project.Containers().ShouldBe([images.Reference(built[^1])]);
        Nameless().ShouldBeEmpty();
    }

    [Fact(Timeout = 180_000)]
    public async Task The_same_image_may_have_the_names_of_several_commits_and_one_that_is_built_anew_leaves_nothing_behind()
    {
        await using var server = await StartAsync("docker-compose");
        project.PushVersion("built", build: true);
        var commits = new List<string>();
        project.Git.Push("page", "same", "what it shows");
        for (var i = 1; i <= 5; i++)
        {
            commits.Add(project.Git.Push("notes.txt", $"{i}", "no change of the image")[..12]);
            await SucceededAsync(server);
        }

        commits.Where(tag => DockerImages.Exists(images.Reference(tag))).ShouldBe(commits[2..]);
        var before = images.Id("built");
        project.Git.Write("page", "changed by hand");
        await SucceededAsync(server);
        images.Id(commits[^1]).ShouldBe(project.ImageIds().ShouldHaveSingleItem());
        images.Id(commits[^1]).ShouldNotBe(before);
        Nameless().ShouldBeEmpty();
    }

    [Fact(Timeout = 180_000)]
    public async Task A_build_that_fails_touches_nothing_and_neither_does_a_file_that_builds_nothing()
    {
        await using var server = await StartAsync("docker-compose");
        project.PushVersion("built", build: true);
        var good = await CommitAsync(server, "good");
        var running = project.ContainerIds();

        var bad = project.Git.Push("Dockerfile", $"FROM {images.Reference("v1")}\nCOPY nothing /\n", "how it cannot be built");
        (await EndedAsync(server)).Text("error").ShouldStartWith("docker compose build exited with ");
        project.PushVersion("v2");
        (await EndedAsync(server)).Text("error").ShouldBe($"{project.Name} has `build: true`, but no service in its compose files has a `build:` section");

        project.ContainerIds().ShouldBe(running);
        DockerImages.Exists(images.Reference(good.Tag)).ShouldBeTrue();
        DockerImages.Exists(images.Reference(bad[..12])).ShouldBeFalse();
        (await Eventually.PageAsync(project.Address)).ShouldBe("good");
    }

    [Fact(Timeout = 180_000)]
    public async Task Where_nothing_is_to_be_built_what_is_here_runs()
    {
        images.Add("built", "as it was");
        await using var server = await RunningServer.StartAsync(folder, project.Yaml($", build: false{project.HealthCheck(retries: 10)}"));
        project.PushVersion("built", build: true);
        var commit = project.Git.Push("page", "never seen", "a change");

        var record = await SucceededAsync(server);

        (await Eventually.PageAsync(project.Address)).ShouldBe("as it was");
        record.Steps().ShouldNotContain("build");
        DockerImages.Exists(images.Reference(commit[..12])).ShouldBeFalse();
    }

    [Fact(Timeout = 180_000)]
    public async Task Without_a_commit_they_are_built_and_not_named()
    {
        Directory.Delete(Path.Combine(project.Git.Checkout, ".git"), recursive: true);
        project.Git.Write("Dockerfile", $"FROM {images.Reference("v1")}\nCOPY page /www/index.html\n");
        project.Git.Write("page", "without git");
        project.Git.Write("compose.yaml", $"name: {project.Name}\nservices: {{ web: {{ build: ., network_mode: none, stop_grace_period: 0s }} }}\n");
        await using var server = await RunningServer.StartAsync(
            folder, $"projects: [{{ name: {project.Name}, path: {project.Git.Checkout}, deploy_mode: compose-update, build: true }}]", ("STEADY_TIME", "1"));
        project.Compose("up", "--detach");

        var record = await server.EndedAsync(await server.PostAsync($"/deploy/{project.Name}?wait=0").ShouldAcceptAsync());

        record.Text("state").ShouldBe("succeeded", record.ToJsonString());
        (await server.OutputAsync(record.Text("id"))).ShouldContain($"{project.Git.Checkout} has no commit that the images could be named after, so they are only built.");
        TagsOf($"{project.Name}-web").ShouldBe(["latest"]);
        Shell.Run("docker", "rm", "--force", project.ContainerIds().ShouldHaveSingleItem());
        Shell.Run("docker", "image", "rm", "--force", $"{project.Name}-web");
    }

    public void Dispose()
    {
        project.Dispose();
        images.Dispose();
        folder.Dispose();
    }

    private Task<RunningServer> StartAsync(string mode) => RunningServer.StartAsync(
        folder, project.Yaml($", build: true, on_busy: reject{project.HealthCheck(retries: 10)}", mode), ("STEADY_TIME", "1"));

    /// <summary>Deploys a commit whose image shows this.</summary>
    private async Task<(string Commit, string Tag, string Id)> CommitAsync(RunningServer server, string page)
    {
        var commit = project.Git.Push("page", page, "what it shows");
        if (project.ContainerIds().Length == 0)
        {
            project.Git.InCheckout("pull", "-q");
            Shell.Run("env", "-C", project.Git.Checkout, "DEPLOYER_COMMIT_SHA=by-hand", "docker", "compose", "up", "--detach");
        }

        var record = await SucceededAsync(server);
        (await Eventually.PageAsync(project.Address)).ShouldBe(page);
        return (commit, commit[..12], record.Text("id"));
    }

    private static async Task<JsonObject> EndedAsync(RunningServer server) => await server.EndedAsync(await server.PushAsync());

    private static async Task<JsonObject> SucceededAsync(RunningServer server)
    {
        var record = await EndedAsync(server);
        record.Text("state").ShouldBe("succeeded", record.ToJsonString());
        return record;
    }

    private async Task ShouldRollBackAsync(RunningServer server, (string Commit, string Tag, string Id) to, string page)
    {
        var record = await server.EndedAsync(await server.PostAsync($"/rollback/{project.Name}?to={to.Id}").ShouldAcceptAsync());
        record.Text("state").ShouldBe("rolled_back", record.ToJsonString());
        (await Eventually.PageAsync(project.Address)).ShouldBe(page);
    }

    private static string[] TagsOf(string repository) =>
        Shell.Run("docker", "image", "ls", "--format", "{{.Tag}}", "--filter", $"reference={repository}").Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Images of these tests that nobody can name.</summary>
    private string[] Nameless() => Shell.Run("docker", "image", "ls", "--quiet", "--filter", "dangling=true", "--filter", $"label={images.Label}").Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
