using System.Collections.Immutable;
using PiDeployer.Processes;

namespace PiDeployer.Pipelines.Steps;

/// <summary>Gives the images that ran before their names back. All of them are looked for first, so that nothing is touched when one is gone.</summary>
internal sealed class RestoreImages(ImmutableArray<ServiceImage> images) : IStep
{
    public string Name => "restore images";

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        if (images.IsEmpty)
            context.Output.WriteLine("Which images ran then is not known, so compose takes those that its file names, and builds anew what it can build.");
        if (Contradiction() is { } contradiction)
            return new StepResult.Failed(contradiction);
        foreach (var image in images)
        {
            var found = await context.RunAsync(Docker(context, "image", "inspect", "--format", "{{.Id}}", image.Id), cancellationToken);
            if (found is StepResult.Failed failed)
                return failed with { Reason = $"the image {image.Id} that {image.Service} ran before ({image.Reference}) is gone from this machine, so it cannot be brought back" };
            if (found is not StepResult.Succeeded)
                return found;
        }

        foreach (var image in images.Where(image => CanBeTagged(image.Reference)))
        {
            var tagged = await context.RunAsync(Docker(context, "tag", image.Id, image.Reference), cancellationToken);
            if (tagged is not StepResult.Succeeded)
                return tagged;
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

    /// <summary>A name with a digest in it means one image for ever, and an id is not a name.</summary>
    private static bool CanBeTagged(string reference) => !reference.Contains('@', StringComparison.Ordinal) && !reference.StartsWith("sha256:", StringComparison.Ordinal);

    private static Command Docker(StepContext context, params ImmutableArray<string> arguments) => new("docker", arguments, context.Project.Path);
}
