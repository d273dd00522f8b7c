using System.Collections.Immutable;
using PiDeployer.Pipelines.Containers;

namespace PiDeployer.Pipelines.Steps;

/// <summary>Gives the images that ran before their names back; <see cref="FindImages"/> has found them.</summary>
internal sealed class RestoreImages(ImmutableArray<ServiceImage> images) : IStep
{
    public string Name => "restore images";

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        foreach (var image in images.Where(image => CanBeTagged(image.Reference)))
        {
            var tagged = await context.RunAsync(EngineCommand.In(context.Project, ["tag", image.Id, image.Reference]), cancellationToken);
            if (tagged is not StepResult.Succeeded)
                return tagged;
        }

        return new StepResult.Succeeded();
    }

    /// <summary>A name with a digest in it means one image for ever, and an id is not a name.</summary>
    private static bool CanBeTagged(string reference) => !reference.Contains('@', StringComparison.Ordinal) && !reference.StartsWith("sha256:", StringComparison.Ordinal);
}
