using PiDeployer.Pipelines;
using PiDeployer.Pipelines.Steps;
using PiDeployer.Tests.Infra;
using PiDeployer.Values;

namespace PiDeployer.Tests.Pipelines.Steps;

/// <summary>The steps of the update of one service, each by itself.</summary>
public sealed class UpdateStepsTests : IDisposable
{
    private readonly StepRig rig = new();
    private readonly TempDirectory folder = new();

    public void Dispose()
    {
        rig.Dispose();
        folder.Dispose();
    }

    [Fact(Timeout = 180_000)]
    public async Task An_image_gets_the_name_of_the_compose_file_not_before_it_is_started()
    {
        UpdateRig.SkipWhereImpossible();
        using var images = new DockerImages();
        using var registry = await LocalRegistry.StartAsync();
        using var stack = new ComposeStack(folder.Path);
        var name = registry.Reference("now");
        Shell.Run("docker", "tag", images.Reference("v1"), name);
        await registry.PushAsync(images.Reference("v2"), "next");
        stack.Write(name);
        stack.Up();
        rig.Update = new ServiceUpdate(Some.Service(stack.Service), ImageName.TryParse(registry.Reference("next"), out var image) ? image : null);
        var context = rig.Context(ProjectsYaml.Project($"projects: [{{ name: {stack.Name}, path: {stack.Folder}, deploy_mode: compose-update }}]"), null);

        foreach (var step in new IStep[] { new ComposeConfig(), new PullService(), new UpService() })
            (await step.RunAsync(context, TestContext.Current.CancellationToken)).ShouldBe(new StepResult.Succeeded());
        Id(name).ShouldBe(images.Id("v1"), "whoever starts it meanwhile starts what was there");
        stack.Image().ShouldBe(images.Id("v1"));

        (await new UpService { TakesNewImage = true }.RunAsync(context, TestContext.Current.CancellationToken)).ShouldBe(new StepResult.Succeeded());

        Id(name).ShouldBe(images.Id("v2"));
        stack.Image().ShouldBe(images.Id("v2"));
    }

    [Theory(Timeout = 180_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_old_image_that_cannot_be_removed_makes_no_update_fail(bool isStopped)
    {
        rig.Update = new ServiceUpdate(Some.Service("web"), null);
        var context = rig.Context(rig.Project("branch: main"), null);
        context.Before = new Snapshot(null, [new ServiceImage("web", "pi-deployer-test-nowhere:1", "sha256:0000")]);

        (await new RemoveOldImage().RunAsync(context, new CancellationToken(isStopped))).ShouldBe(new StepResult.Succeeded());

        context.ImagesAfter = context.Before.Images;
        (await new RemoveOldImage().RunAsync(context, new CancellationToken(isStopped))).ShouldBe(new StepResult.NotNeeded());
    }

    [Fact(Timeout = 180_000)]
    public async Task The_commit_is_noted_where_it_is_the_project_s_and_one_service_is_meant()
    {
        var deployed = rig.Git.Head;

        (await CaptureAsync("branch: main")).ShouldBeNull("the pull will note it");
        rig.Update = new ServiceUpdate(Some.Service("web"), null);
        (await CaptureAsync("branch: main")).ShouldBe(deployed);

        var context = rig.Context(ProjectsYaml.Project($"projects: [{{ name: shop, path: '{rig.Git.Checkout}', deploy_mode: compose-update }}]"), null);
        await NoteImages.Capture.RunAsync(context, TestContext.Current.CancellationToken);
        context.Before.Commit.ShouldBeNull("somebody else pulls it");

        async Task<string?> CaptureAsync(string fields)
        {
            var pulled = rig.Context(rig.Project(fields), null);
            await NoteImages.Capture.RunAsync(pulled, TestContext.Current.CancellationToken);
            return pulled.Before.Commit?.Value;
        }
    }

    private static string Id(string image) => Shell.Run("docker", "image", "inspect", "--format", "{{.Id}}", image);
}
