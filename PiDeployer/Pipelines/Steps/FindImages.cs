using System.Collections.Immutable;

namespace PiDeployer.Pipelines.Steps;

/// <summary>Looks for the images that a rollback brings back, before it touches anything: when one is gone, all stays as it is.</summary>
internal sealed class FindImages(ImmutableArray<ServiceImage> images) : IStep
{
    public string Name => "find images";

    public bool FailsWithoutTrace => true;

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        if (images.IsEmpty)
            context.Output.WriteLine("Which images ran then is not known, so compose takes those that its file names, and builds anew what it can build.");
        if (Contradiction() is { } contradiction)
            return new StepResult.Failed(contradiction);
        foreach (var image in images)
        {
            var found = await context.RunAsync(context.Engine.In(["image", "inspect", "--format", "{{.Id}}", image.Id]), cancellationToken);
            if (found is StepResult.Failed failed)
                return failed with { Reason = $"the image {image.Id} that {image.Service} ran before ({image.Reference}) is gone from this machine, so it cannot be brought back" };
            if (found is not StepResult.Succeeded)
                return found;
        }

        return new StepResult.Succeeded();
    }

    /// <summary>What no names can bring back; null when there is no such thing.</summary>
    private string? Contradiction()
    {
        foreach (var one in images)
        {
            if (images.FirstOrDefault(other => other.Reference == one.Reference && other.Id != one.Id) is { } other)
                return $"{one.Service} ran {one.Id} and {other.Service} {other.Id}, both by the name {one.Reference}, which can mean only one of them; nothing was touched";
        }

        return null;
    }
}
