using PiDeployer.Pipelines.Containers;

namespace PiDeployer.Pipelines.Steps;

/// <summary>
/// Takes away the image that the service ran before, now that the new one works. One that something else still needs stays: where it is a container, the engine refuses to
/// remove it; a name that somebody gave it we leave alone ourselves.
/// </summary>
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
            await RemoveAsync(context, image, cancellationToken);
        }

        return new StepResult.Succeeded(); // The new one works, whatever became of this.
    }

    private static async Task RemoveAsync(StepContext context, ServiceImage image, CancellationToken cancellationToken)
    {
        const string Names = "{{range .RepoTags}}{{println .}}{{end}}";
        var (text, _) = await EngineCommand.AskAsync(context, context.Engine.In(["image", "inspect", "--format", Names, image.Id]), cancellationToken);
        var names = EngineCommand.Lines(text);
        if (names.FirstOrDefault(name => name != image.Reference && !context.PulledAs.Contains(name)) is { } other)
            context.Output.WriteLine($"{image.Id} stays: it is {other} too.");
        else
            await context.RunAsync(context.Engine.In(["image", "rm", .. names.Length > 0 ? names : [image.Id]]), cancellationToken);
    }
}
