using PiDeployer.Pipelines;
using PiDeployer.Pipelines.Steps;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Pipelines.Steps;

public sealed class FindImagesTests : IDisposable
{
    /// <summary>A whole one, since an engine takes the beginning of an id for any image that begins so.</summary>
    private static readonly string Gone = $"sha256:{new string('1', 64)}";

    private readonly StepRig rig = new();

    public void Dispose() => rig.Dispose();

    [Fact(Timeout = 180_000)]
    public async Task One_name_for_two_images_is_refused_before_anything_is_touched()
    {
        var reason = await FailAsync(new ServiceImage("web", "shop:latest", "sha256:1"), new ServiceImage("worker", "shop:latest", "sha256:2"));

        reason.ShouldBe("web ran sha256:1 and worker sha256:2, both by the name shop:latest, which can mean only one of them; nothing was touched");
        rig.Log.Text.ShouldBeEmpty();
    }

    [Fact(Timeout = 180_000)]
    public async Task One_name_for_one_image_of_two_services_is_looked_for()
    {
        (await FailAsync(new ServiceImage("web", "shop:latest", Gone), new ServiceImage("worker", "shop:latest", Gone))).ShouldNotContain("can mean only one");
        rig.Log.Text.ShouldContain("$ docker image inspect");
    }

    private async Task<string> FailAsync(params ServiceImage[] images)
    {
        var result = await new FindImages([.. images]).RunAsync(rig.Context(rig.Project("branch: main"), null), TestContext.Current.CancellationToken);
        return result.ShouldBeOfType<StepResult.Failed>().Reason;
    }
}
