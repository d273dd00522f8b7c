using System.Net;
using System.Text.Json.Nodes;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>One service of a stack is told to run another image.</summary>
[Trait("Category", "EndToEnd")]
[Trait("Runs", "Once")]
[Takes(85)]
public sealed class ImageUpdateTests : IClassFixture<UpdateRig>
{
    private readonly UpdateRig rig;

    public ImageUpdateTests(UpdateRig rig)
    {
        UpdateRig.SkipWhereImpossible();
        this.rig = rig;
    }

    [Fact(Timeout = 180_000)]
    public async Task However_it_is_asked_for_the_service_runs_the_new_image_and_the_old_one_goes()
    {
        await Task.WhenAll(
            UpdateAsync(stack => rig.Server.CallAsync("/deploy", ("service", stack.Service), ("image", rig.Registry.Reference(stack.Name)))),
            UpdateAsync(stack => rig.Server.CallAsync("/deploy", ("stack", stack.Name), ("service", stack.Service))),
            UpdateAsync(stack => rig.Server.CallAsync($"/redeploy-and-update/{stack.Service}", ("action", "published"))));

        async Task UpdateAsync(Func<ComposeStack, Task<HttpResponseMessage>> call)
        {
            var stack = await rig.RunningStackAsync(AppImage.Healthy($"{Guid.NewGuid()}"), ComposeStack.Other("other", rig.Images.Reference("v1")));
            var (old, other) = (stack.Image(), stack.Container("other"));
            var news = await rig.PublishAsync(stack.Name, AppImage.Healthy($"news for {stack.Name}"));

            var answer = await call(stack).ShouldAnswerAsync(HttpStatusCode.OK);

            stack.Image().ShouldBe(news, answer.ToJsonString());
            (await Eventually.PageAsync(stack.Address)).ShouldBe($"news for {stack.Name}");
            (answer.Text("old_image_id"), answer.Text("new_image_id")).ShouldBe((old, news));
            answer["steps"].ShouldBeOfType<JsonArray>().Select(step => step.Text("step"))
                .ShouldBe(["config", "capture_state", "pull_image", "compose_up", "health_check", "note images", "cleanup"]);
            DockerImages.Exists(old).ShouldBeFalse();
            stack.KeptTags().ShouldHaveSingleItem().ShouldContain("other");
            stack.Container("other").ShouldBe(other, "nobody asked for it");
        }
    }

    [Fact(Timeout = 180_000)]
    public async Task An_old_image_that_something_else_needs_stays()
    {
        await Task.WhenAll(
            UpdateAsync((stack, image) => ComposeStack.Other("other", image), _ => { }),
            UpdateAsync((_, _) => "", old => Shell.Run("docker", "tag", old, rig.Registry.Reference($"backup-{old[^8..]}"))),
            UpdateAsync((_, _) => "", old => rig.Images.Tag(old, $"backup-{old[^8..]}")));

        async Task UpdateAsync(Func<ComposeStack, string, string> more, Action<string> need)
        {
            var stack = await rig.StackAsync();
            var old = await rig.PublishAsync(stack.Name, AppImage.Serving($"{Guid.NewGuid()}"));
            stack.Write(rig.Registry.Reference(stack.Name), more(stack, rig.Registry.Reference(stack.Name)));
            stack.Up();
            need(old);
            var names = Names(old).Except([rig.Registry.Reference(stack.Name)]);
            var news = await rig.PublishAsync(stack.Name, AppImage.Serving($"{Guid.NewGuid()}"));

            var answer = await rig.Server.CallAsync("/deploy", ("service", stack.Service)).ShouldAnswerAsync(HttpStatusCode.OK);

            stack.Image().ShouldBe(news);
            DockerImages.Exists(old).ShouldBeTrue(answer.ToJsonString());
            Names(old).Where(name => !name.StartsWith("pi-deployer/kept:", StringComparison.Ordinal)).ShouldBe(names);
        }
    }

    [Fact(Timeout = 180_000)]
    public async Task The_tag_or_the_digest_of_a_call_counts_and_the_compose_file_keeps_its_own()
    {
        await Task.WhenAll(
            UpdateAsync((tag, _) => rig.Registry.Reference(tag)),
            UpdateAsync((tag, digest) => $"{rig.Registry.Reference(tag).Replace($":{tag}", "", StringComparison.Ordinal)}@{digest}"),
            UpdateAsync((tag, digest) => $"{rig.Registry.Reference(tag)}@{digest}"));

        async Task UpdateAsync(Func<string, string, string> image)
        {
            var stack = await rig.RunningStackAsync(AppImage.Serving($"{Guid.NewGuid()}"));
            var tag = $"{stack.Name}-2";
            var news = await rig.PublishAsync(tag, AppImage.Serving($"news for {stack.Name}"));
            var digest = await rig.Registry.MoveTagAsync(tag, to: tag);

            var answer = await rig.Server.CallAsync("/deploy", ("service", stack.Service), ("image", image(tag, digest))).ShouldAnswerAsync(HttpStatusCode.OK);

            (await Eventually.PageAsync(stack.Address)).ShouldBe($"news for {stack.Name}");
            (answer.Text("new_image"), answer.Text("new_image_id")).ShouldBe((image(tag, digest), news));
            stack.Inspect("{{.Config.Image}}").ShouldBe(rig.Registry.Reference(stack.Name));
            var container = stack.Container();
            stack.Up();
            stack.Container().ShouldBe(container, "for compose it is what the file says");

            await rig.PublishAsync(stack.Name, AppImage.Serving($"{Guid.NewGuid()}"));
            await rig.Server.CallAsync("/deploy", ("service", stack.Service)).ShouldAnswerAsync(HttpStatusCode.OK);
            DockerImages.Exists(news).ShouldBeFalse("only the call had named it");
        }
    }

    [Fact(Timeout = 180_000)]
    public async Task An_image_of_another_repository_is_refused_before_anything_is_fetched()
    {
        var stack = await rig.RunningStackAsync(AppImage.Serving("mine"));
        var container = stack.Container();
        var foreign = rig.Registry.Reference("latest").Replace(":latest", "-of-somebody-else:latest", StringComparison.Ordinal);

        foreach (var image in new[] { foreign, "busybox", $"localhost/{stack.Name}:{stack.Name}" })
        {
            var answer = await rig.Server.CallAsync("/deploy", ("service", stack.Service), ("image", image)).ShouldAnswerAsync(HttpStatusCode.InternalServerError);

            answer.Text("error").ShouldBe($"{image} is not a version of what {stack.Service} runs, which is {rig.Registry.Reference(stack.Name)}");
            (answer.Flag("success"), answer.Flag("rolled_back")).ShouldBe((false, false));
            answer["steps"].ShouldBeOfType<JsonArray>().Last().Text("step").ShouldBe("pull_image");
            (await rig.Server.OutputAsync(answer.Text("id"))).ShouldNotContain("docker pull");
        }

        stack.Container().ShouldBe(container);
        (await Eventually.PageAsync(stack.Address)).ShouldBe("mine");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_digest_in_the_compose_file_is_nobody_else_s_to_change()
    {
        var stack = await rig.StackAsync();
        await rig.PublishAsync(stack.Name, AppImage.Serving("fixed"));
        var known = $"{rig.Registry.Reference(stack.Name)}@{await rig.Registry.MoveTagAsync(stack.Name, to: stack.Name)}";
        stack.Write(known);
        stack.Up();
        var container = stack.Container();

        var answer = await rig.Server.CallAsync("/deploy", ("service", stack.Service), ("image", rig.Registry.Reference("other"))).ShouldAnswerAsync(HttpStatusCode.InternalServerError);

        answer.Text("error").ShouldBe($"the compose file says by its digest which image {stack.Service} runs; change it there");
        stack.Container().ShouldBe(container);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_service_that_is_built_here_is_built_anew()
    {
        var stack = await rig.StackAsync();
        stack.WriteFile("compose.yaml", $"services:\n{stack.Main("build: .")}");
        stack.WriteFile("Dockerfile", $"FROM {rig.Images.Reference("v1")}\n");
        stack.Up();
        var old = stack.Image();
        stack.WriteFile("Dockerfile", $"FROM {rig.Images.Reference("v2")}\n");

        var refused = await rig.Server.CallAsync("/deploy", ("service", stack.Service), ("image", rig.Registry.Reference("v2"))).ShouldAnswerAsync(HttpStatusCode.InternalServerError);
        refused.Text("error").ShouldEndWith("which is built here");
        stack.Image().ShouldBe(old);

        await rig.Server.CallAsync("/deploy", ("service", stack.Service)).ShouldAnswerAsync(HttpStatusCode.OK);
        (await Eventually.PageAsync(stack.Address)).ShouldBe("v2");
    }

    private static string[] Names(string image) => Shell.Run("docker", "image", "inspect", "--format", "{{range .RepoTags}}{{println .}}{{end}}", image).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
