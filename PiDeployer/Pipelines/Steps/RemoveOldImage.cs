using PiDeployer.Pipelines.Containers;

namespace PiDeployer.Pipelines.Steps;

/// <summary>Takes away the image that the service ran before, now that the new one works. One that something else still needs stays: the engine refuses to remove it.</summary>
internal sealed class RemoveOldImage : IStep
{
    public string Name => "cleanup";

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var old = context.Before.Images.Where(image => image.Service == context.Update?.Service.Value && context.ImagesAfter.All(now => now.Id != image.Id)).ToList();
        if (old.Count == 0)
            return new StepResult.NotNeeded();
        foreach (var image in old)
        {
            await KeptImages.ReleaseAsync(context, image, cancellationToken);
            await context.RunAsync(EngineCommand.In(context.Project, ["image", "rm", image.Id]), cancellationToken);
        }

        return cancellationToken.IsCancellationRequested ? new StepResult.Stopped() : new StepResult.Succeeded();
    }
}
