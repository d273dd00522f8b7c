using System.Text.Json.Nodes;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>Containers go back to the very images that they ran, and the checkout to its commit.</summary>
[Trait("Category", "EndToEnd")]
[Trait("Runs", "Once")]
[Takes(190)]
public sealed class DockerRollbackTests : IClassFixture<DockerImages>, IDisposable
{
    private const string Auto = ", rollback: auto";

    private const int Tries = 3;

    /// <summary>No try of a deployment's finds it well, and those of its way back do.</summary>
    private static readonly int[] IllOnce = [.. Enumerable.Repeat(500, Tries), 200];

    private readonly TempDirectory folder;
    private readonly DockerImages images;
    private readonly ComposeProject project;

    public DockerRollbackTests(DockerImages images)
    {
        Assert.SkipUnless(DockerImages.MissingReason is null, DockerImages.MissingReason ?? "");
        this.images = images;
        folder = new TempDirectory();
        project = new ComposeProject(folder, images);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_version_that_is_not_healthy_gives_way_to_the_one_before()
    {
        await using var server = await RunningServer.StartAsync(folder, project.Yaml(Auto + project.HealthCheck(retries: 10)));
        var good = project.PushVersion("v1");
        var first = await SucceededAsync(server);
        var bad = project.PushVersion("broken");

        var record = await EndedAsync(server);

        record.Text("state").ShouldBe("rolled_back");
        record.Flag("success").ShouldBeFalse();
        record.Text("commit").ShouldBe(bad);
        record.Text("error").ShouldBe($"health check failed: {project.Address} answered 404; rolled back to {good[..7]}");
        record.Text("restored").ShouldBe(first.Text("id"));
        ShouldBe(record["before"], good, "v1");
        ShouldBe(record["after"], good, "v1");
        record.Steps().ShouldBe(
        [
            "note images before", "git pull", "docker compose down", "docker compose up", "health check",
            "rollback: find commit", "rollback: find images", "rollback: docker compose down", "rollback: git reset", "rollback: docker compose down", "rollback: restore images",
            "rollback: docker compose up", "rollback: health check", "rollback: note images",
        ]);
        (await server.OutputAsync(record.Text("id"))).ShouldContain($"Failed: health check failed: {project.Address} answered 404\nRolling back to {good[..7]}.\n");
        await ShouldRunAsync(server, "v1", good);

        var better = project.PushVersion("v2");
        (await SucceededAsync(server)).Text("commit").ShouldBe(better);
        await ShouldRunAsync(server, "v2", better);
    }

    [Fact(Timeout = 180_000)]
    public async Task Without_the_wish_for_it_nothing_is_rolled_back()
    {
        await using var server = await RunningServer.StartAsync(folder, project.Yaml(project.HealthCheck(retries: 10)));
        project.PushVersion("v1");
        await SucceededAsync(server);
        var bad = project.PushVersion("broken");

        var record = await EndedAsync(server);

        record.Text("state").ShouldBe("failed");
        record["restored"].ShouldBeNull();
        project.ImageIds().ShouldBe([images.Id("broken")]);
        project.Git.Head.ShouldBe(bad);
    }

    [Fact(Timeout = 180_000)]
    public async Task An_image_whose_name_went_to_another_is_brought_back_although_the_engine_was_pruned()
    {
        using var health = new HealthListener(200);
        await using var server = await RunningServer.StartAsync(folder, project.Yaml(Auto + HealthCheck(health)));
        images.Add("old", "the old one");
        var old = images.Id("old");
        images.Rename("old", "latest");
        var good = project.PushVersion("latest");
        var first = await SucceededAsync(server);
        images.Add("new", "the new one");
        images.Rename("new", "latest");
        images.Id("latest").ShouldNotBe(old);
        health.Next(IllOnce, images.Prune);
        project.Git.Push("notes.txt", "the compose file is as it was", "a new image of the same name");

        var record = await EndedAsync(server);

        record.Text("state").ShouldBe("rolled_back", record.ToJsonString());
        project.ImageIds().ShouldBe([old]);
        images.Id("latest").ShouldBe(old);
        ShouldBe(record["after"], good, "latest");
        record.Text("restored").ShouldBe(first.Text("id"));
        (await Eventually.PageAsync(project.Address)).ShouldBe("the old one");
    }

    [Fact(Timeout = 180_000)]
    public async Task An_image_that_is_gone_makes_a_failed_rollback_and_a_loud_one()
    {
        images.Add("gone", "gone");
        var gone = images.Id("gone");
        using var health = new HealthListener(200);
        await using var server = await RunningServer.StartAsync(folder, project.Yaml(Auto + HealthCheck(health)), ("JOURNAL_STREAM", "8:1"));
        project.PushVersion("gone");
        await SucceededAsync(server);
        var bad = project.PushVersion("v2");
        health.Next([500], () => Shell.Run("docker", "image", "rm", "--force", images.Reference("gone"), project.KeptTag(gone)));

        var record = await EndedAsync(server);

        var error = record.Text("error");
        record.Text("state").ShouldBe("rollback_failed");
        record.Flag("success").ShouldBeFalse();
        error.ShouldStartWith($"health check failed: {health.Url} ");
        error.ShouldEndWith($"; AND THE ROLLBACK FAILED: the image {gone} that web ran before ({images.Reference("gone")}) is gone from this machine, so it cannot be brought back");
        record["after"].ShouldBeNull();
        record.Steps().Last().ShouldBe("rollback: find images");
        await Eventually.TrueAsync(
            () => server.Log.Any(line => line.StartsWith($"<2>Deployment {record.Text("id")} of {project.Name} ended", StringComparison.Ordinal) && line.EndsWith(error, StringComparison.Ordinal)),
            "the log says so");
        project.Git.Head.ShouldBe(bad, "nothing is touched when not all can be restored");
        project.ImageIds().ShouldBe([images.Id("v2")]);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_way_back_that_ends_with_another_image_is_no_rollback()
    {
        using var health = new HealthListener(200);
        await using var server = await RunningServer.StartAsync(folder, project.Yaml(Auto + HealthCheck(health)));
        project.Git.Write(".env", "VERSION=v1");
        project.PushVersion("${VERSION}");
        await SucceededAsync(server);
        health.Next(IllOnce);
        project.Git.Write(".env", "VERSION=v2");
        project.Git.Push("notes.txt", "the compose file is as it was", "a change");

        var record = await EndedAsync(server);

        record.Text("state").ShouldBe("rollback_failed", record.ToJsonString());
        record.Text("error").ShouldEndWith($"; AND THE ROLLBACK FAILED: web runs {images.Id("v2")} and not {images.Id("v1")}");
        record["after"].ShouldBeNull();
        record.Steps().Last().ShouldBe("rollback: note images");
    }

    [Fact(Timeout = 180_000)]
    public async Task Where_nothing_ran_before_the_images_are_built_anew_from_the_commit_before()
    {
        using var health = new HealthListener(IllOnce);
        await using var server = await RunningServer.StartAsync(folder, project.Yaml(Auto + HealthCheck(health)));
        project.Git.Push("Dockerfile", $"FROM {images.Reference("v1")}", "how it is built");
        var good = project.PushVersion("built", build: true);
        project.Git.InCheckout("pull", "-q");
        project.Git.Push("Dockerfile", $"FROM {images.Reference("v2")}", "how it is built now");

        var record = await EndedAsync(server);

        record.Text("state").ShouldBe("rolled_back", record.ToJsonString());
        (await Eventually.PageAsync(project.Address)).ShouldBe("v1");
        project.Git.Head.ShouldBe(good);
        (await server.OutputAsync(record.Text("id"))).ShouldContain("Which images ran then is not known");
    }

    [Fact(Timeout = 180_000)]
    public async Task What_only_the_failed_version_has_is_taken_down_with_it()
    {
        using var health = new HealthListener(200);
        await using var server = await RunningServer.StartAsync(folder, project.Yaml(Auto + HealthCheck(health)));
        project.PushVersion("v1");
        await SucceededAsync(server);
        health.Next(IllOnce);
        project.PushVersion("v2", $"  worker:\n    image: {images.Reference("v2")}\n    pull_policy: never\n    stop_grace_period: 0s");

        (await EndedAsync(server)).Text("state").ShouldBe("rolled_back");

        project.ImageIds().ShouldBe([images.Id("v1")]);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_compose_file_that_is_none_stops_nothing_and_the_one_before_comes_back()
    {
        await using var server = await RunningServer.StartAsync(folder, project.Yaml(Auto));
        var good = project.PushVersion("v1");
        await SucceededAsync(server);
        var containers = project.ContainerIds();
        project.PushFile("services: [no, list]");

        var record = await EndedAsync(server);

        record.Text("state").ShouldBe("failed", record.ToJsonString());
        record.Text("error").ShouldContain("nothing else was touched");
        project.ContainerIds().ShouldBe(containers);
        await ShouldRunAsync(server, "v1", good);
    }

    [Fact(Timeout = 180_000)]
    public async Task By_hand_it_goes_back_step_by_step_and_forth_to_whatever_is_named()
    {
        await using var server = await RunningServer.StartAsync(folder, project.Yaml(project.HealthCheck(retries: 10)));
        images.Add("v0", "v0");
        var (zeroth, zero) = (project.PushVersion("v0"), await SucceededAsync(server));
        var (first, one) = (project.PushVersion("v1"), await SucceededAsync(server));
        var (second, two) = (project.PushVersion("v2"), await SucceededAsync(server));

        var back = await RolledBackAsync(server, "");
        back.Text("restored").ShouldBe(one.Text("id"));
        back.Text("trigger").ShouldBe("rollback");
        back.Flag("success").ShouldBeTrue();
        back["error"].ShouldBeNull();
        ShouldBe(back["after"], first, "v1");
        await ShouldRunAsync(server, "v1", first);

        (await RolledBackAsync(server, "")).Text("restored").ShouldBe(zero.Text("id"));
        await ShouldRunAsync(server, "v0", zeroth);

        (await RolledBackAsync(server, $"?to={two.Text("id")}")).Text("restored").ShouldBe(two.Text("id"));
        await ShouldRunAsync(server, "v2", second);
    }

    [Fact(Timeout = 180_000)]
    public async Task What_a_rollback_by_hand_replaces_is_kept_too()
    {
        await using var server = await RunningServer.StartAsync(folder, project.Yaml());
        var one = (Id: MakeLatest("one"), Deployment: await NextAsync(server));
        var two = (Id: MakeLatest("two"), Deployment: await NextAsync(server));

        var back = await RolledBackAsync(server, "");

        back.Text("restored").ShouldBe(one.Deployment);
        back["before"]?["images"].ShouldBeOfType<JsonArray>().ShouldHaveSingleItem().Text("id").ShouldBe(two.Id);
        project.ImageIds().ShouldBe([one.Id]);
        project.KeptTags().ShouldBe([project.KeptTag(one.Id), project.KeptTag(two.Id)], ignoreOrder: true);
        images.Prune();

        await RolledBackAsync(server, $"?to={two.Deployment}");
        project.ImageIds().ShouldBe([two.Id]);
    }

    [Fact(Timeout = 180_000)]
    public async Task Images_are_kept_for_the_last_states_and_not_for_ever()
    {
        await using var server = await RunningServer.StartAsync(folder, project.Yaml());
        var ids = new List<string>();
        for (var i = 0; i < 7; i++)
        {
            ids.Add(MakeLatest($"number {i}"));
            await NextAsync(server);
        }

        project.KeptTags().ShouldBe(ids[1..6].Select(project.KeptTag), ignoreOrder: true);
        Shell.TryRun("docker", "image", "inspect", ids[0]).Code.ShouldNotBe(0);
    }

    public void Dispose()
    {
        project.Dispose();
        folder.Dispose();
    }

    private static string HealthCheck(HealthListener health) => $", health_check: {{ enabled: true, url: '{health.Url}', retries: {Tries}, interval: 1 }}";

    private static async Task<JsonObject> EndedAsync(RunningServer server) => await server.EndedAsync(await server.PushAsync());

    private static async Task<JsonObject> SucceededAsync(RunningServer server)
    {
        var record = await EndedAsync(server);
        record.Text("state").ShouldBe("succeeded", record.ToJsonString());
        return record;
    }

    /// <summary>Gives the name <c>latest</c> to a new image, and answers its id.</summary>
    private string MakeLatest(string page)
    {
        images.Add("next", page);
        images.Rename("next", "latest");
        return images.Id("latest");
    }

    /// <summary>Deploys what has this name, and answers the id.</summary>
    private async Task<string> NextAsync(RunningServer server)
    {
        project.PushVersion("latest", $"# {Guid.NewGuid()}");
        return (await SucceededAsync(server)).Text("id");
    }

    private async Task<JsonObject> RolledBackAsync(RunningServer server, string query)
    {
        var record = await server.EndedAsync(await server.PostAsync($"/rollback/{project.Name}{query}").ShouldAcceptAsync());
        record.Text("state").ShouldBe("rolled_back", record.ToJsonString());
        return record;
    }

    private async Task ShouldRunAsync(RunningServer server, string version, string commit)
    {
        (await Eventually.PageAsync(project.Address)).ShouldBe(version);
        project.ImageIds().ShouldBe([images.Id(version)]);
        project.Git.Head.ShouldBe(commit);
    }

    private void ShouldBe(JsonNode? snapshot, string commit, string version)
    {
        snapshot.Text("commit").ShouldBe(commit);
        var image = snapshot?["images"].ShouldBeOfType<JsonArray>().ShouldHaveSingleItem();
        image.Text("service").ShouldBe("web");
        image.Text("image").ShouldBe(images.Reference(version));
        image.Text("id").ShouldBe(images.Id(version));
    }
}
