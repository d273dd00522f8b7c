using PiDeployer.Pipelines;
using PiDeployer.Pipelines.Containers;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Pipelines.Containers;

public sealed class HalfMadeTests : IClassFixture<DockerImages>
{
    private readonly DockerImages images;

    public HalfMadeTests(DockerImages images)
    {
        Assert.SkipUnless(DockerImages.MissingReason is null, DockerImages.MissingReason ?? "");
        this.images = images;
    }

    [Fact(Timeout = 180_000)]
    public async Task Only_what_never_began_and_was_to_take_another_one_s_place_goes()
    {
        using var folder = new TempDirectory();
        using var stack = new ComposeStack(folder.Path);
        using var rig = new StepRig();
        stack.Write(images.Reference("v1"), ComposeStack.Other("other", images.Reference("v1")));
        stack.Compose("create").Code.ShouldBe(0);
        stack.Compose("start", "other").Code.ShouldBe(0);
        var (waiting, running) = (stack.Container(), stack.Container("other"));
        foreach (var (container, name) in new[] { (waiting, $"{waiting[..12]}_{stack.Name}-{stack.Service}-1"), (running, $"{running[..12]}_{stack.Name}-other-1") })
            Shell.Run("docker", "rename", container, name);
        var project = ProjectsYaml.Project($"projects: [{{ name: {stack.Name}, path: {stack.Folder}, deploy_mode: compose-update }}]");

        var context = rig.Context(project, null);

        (await RemoveAsync(context)).ShouldBe(["other"]);

        stack.Containers(stack.Service).ShouldBeEmpty();
        stack.Container("other").ShouldBe(running);

        stack.Compose("create").Code.ShouldBe(0);
        (await RemoveAsync(context)).ShouldBe([stack.Service, "other"], ignoreOrder: true);
        stack.Containers(stack.Service).Length.ShouldBe(1, "it has its own name");
    }

    private static async Task<IEnumerable<string>> RemoveAsync(StepContext context)
    {
        var (left, problem) = await HalfMade.RemoveAsync(context, TestContext.Current.CancellationToken);
        problem.ShouldBeNull();
        return left.Select(container => container.Service);
    }
}
