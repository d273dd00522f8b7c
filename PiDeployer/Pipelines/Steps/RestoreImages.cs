using System.Collections.Immutable;
using PiDeployer.Pipelines.Containers;

namespace PiDeployer.Pipelines.Steps;

/// <summary>Gives the images that ran before their names back; <see cref="FindImages"/> has found them.</summary>
internal sealed class RestoreImages(ImmutableArray<ServiceImage> images) : IStep
{
    public string Name => "restore images";

    /// <summary>Whether the compose file may have another name for the image by now, as that of a stack does, which does not go back with the images.</summary>
    public bool FileStays { get; init; }

    /// <summary>Whether the containers are made by what was kept of the file, which has the names of then.</summary>
    public bool AsKept { get; init; }

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        if (context.Engine.MindsItsContainers)
            await HalfMade.RemoveAsync(context, cancellationToken); // The call that failed may have been ended in the middle.
        var byFile = FileStays && !(AsKept && context.Kept?.Of(context.Project) is not null);
        foreach (var image in images)
        {
            var name = (byFile ? context.Configuration?.ImageOf(image.Service, context.Engine.NameSeparator) : null) ?? image.Reference;
            if (!CanBeTagged(name))
                continue;
            var tagged = await context.RunAsync(context.Engine.In(["tag", image.Id, name]), cancellationToken);
            if (tagged is not StepResult.Succeeded)
                return tagged;
        }

        return new StepResult.Succeeded();
    }

    /// <summary>A name with a digest in it means one image for ever, and an id is not a name.</summary>
    private static bool CanBeTagged(string reference) => !reference.Contains('@', StringComparison.Ordinal) && !reference.StartsWith("sha256:", StringComparison.Ordinal);
}
