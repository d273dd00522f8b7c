using System.Collections.Immutable;
using PiDeployer.Pipelines.Containers;
using PiDeployer.Pipelines.Git;

namespace PiDeployer.Pipelines.Steps;

/// <summary>
/// Writes down which images the project's containers run, so that these very images can be brought back although their names mean others by then. It never fails a
/// deployment: what compose cannot answer now, it will complain of in the next step. A rollback it does fail, when other images run than those that were to come back.
/// </summary>
internal sealed class NoteImages : IStep
{
    private readonly bool isBefore;
    private readonly ImmutableArray<ServiceImage> wanted;

    private NoteImages(string name, bool isBefore, ImmutableArray<ServiceImage> wanted) => (Name, this.isBefore, this.wanted) = (name, isBefore, wanted);

    public static NoteImages Before { get; } = new("note images before", isBefore: true, []);

    /// <summary>The same under the name that it has in the update of one service.</summary>
    public static NoteImages Capture { get; } = new("capture_state", isBefore: true, []);

    public static NoteImages After { get; } = new("note images", isBefore: false, []);

    public string Name { get; }

    public bool FailsWithoutTrace => isBefore;

    /// <summary>At the end of a rollback.</summary>
    /// <param name="images">Those that have to run now; with none of them it is <see cref="After"/>.</param>
    public static NoteImages AfterRollback(ImmutableArray<ServiceImage> images) => new("note images", isBefore: false, images);

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var (containers, problem) = isBefore ? await HalfMade.RemoveAsync(context, cancellationToken) : await ProjectContainers.FindAsync(context, cancellationToken);
        if (problem is not null)
            context.Output.WriteLine($"{context.Engine.Name} does not say which images run, so a rollback could not bring them back: {problem}");
        var images = Images(containers);
        if (isBefore)
        {
            context.Before = context.Before with { Images = images };
            if (context.Update is not null && context.Project.Pulls && await Checkout.HeadAsync(context, cancellationToken) is { } head)
                context.Before = context.Before with { Commit = head };
            NoteUnwell(context, containers);
            await KeptImages.KeepAsync(context, images, cancellationToken);
        }
        else
        {
            context.ImagesAfter = images;
        }

        return cancellationToken.IsCancellationRequested ? new StepResult.Stopped()
            : Difference(images) is { } difference ? new StepResult.Failed(difference)
            : new StepResult.Succeeded();
    }

    /// <summary>What is not well before anything was touched is no fault of this deployment, as long as its container stays the same.</summary>
    private static void NoteUnwell(StepContext context, List<Container> containers)
    {
        var unwell = containers.FindAll(container => !container.IsWell);
        context.UnwellBefore = [.. unwell.Select(container => container.Id)];
        foreach (var container in unwell)
            context.Output.WriteLine($"{container.Service} is {container.Description} already; that counts only if it is replaced.");
    }

    /// <summary>What runs in place of what was wanted; null when that runs. A service that was not wanted may run too: nothing was known of it.</summary>
    private string? Difference(ImmutableArray<ServiceImage> images)
    {
        foreach (var image in wanted)
        {
            var found = images.FirstOrDefault(found => found.Service == image.Service && found.Id != image.Id) ?? images.FirstOrDefault(found => found.Service == image.Service);
            if (found?.Id != image.Id)
                return found is null ? $"{image.Service} has no container, and not one of {image.Id}" : $"{image.Service} runs {found.Id} and not {image.Id}";
        }

        return null;
    }

    /// <summary>Containers know what they were made of, also when the image's name was given to another one since. Engines have no order of their own, and two snapshots of the same shall be equal.</summary>
    private static ImmutableArray<ServiceImage> Images(List<Container> containers) =>
    [
        .. containers.Select(container => new ServiceImage(container.Service, container.Image, container.ImageId)).Distinct()
            .OrderBy(image => image.Service, StringComparer.Ordinal).ThenBy(image => image.Reference, StringComparer.Ordinal).ThenBy(image => image.Id, StringComparer.Ordinal),
    ];
}
