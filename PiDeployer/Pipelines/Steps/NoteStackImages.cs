using System.Collections.Immutable;
using PiDeployer.Pipelines.Swarm;

namespace PiDeployer.Pipelines.Steps;

/// <summary>
/// Writes down which images the stack's services are made of, by their digests, so that these very images can be brought back on whatever node although their names mean
/// others by then. What Swarm has rolled back itself is made of the old one again.
/// </summary>
internal sealed class NoteStackImages : IStep
{
    private readonly bool isBefore;
    private readonly ImmutableArray<ServiceImage> wanted;

    private NoteStackImages(string name, bool isBefore, ImmutableArray<ServiceImage> wanted) => (Name, this.isBefore, this.wanted) = (name, isBefore, wanted);

    public static NoteStackImages Before { get; } = new("note images before", isBefore: true, []);

    public static NoteStackImages After { get; } = new("note images", isBefore: false, []);

    public string Name { get; }

    public bool FailsWithoutTrace => isBefore;

    /// <summary>At the end of a rollback.</summary>
    /// <param name="images">Those that have to be there now; with none of them it is <see cref="After"/>.</param>
    public static NoteStackImages AfterRollback(ImmutableArray<ServiceImage> images) => new("note images", isBefore: false, images);

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var (state, problem) = await StackState.ReadAsync(context, cancellationToken);
        if (cancellationToken.IsCancellationRequested)
            return new StepResult.Stopped();
        if (state is null)
            return new StepResult.Failed("which images the stack is made of cannot be found out") { Complaint = problem };
        ImmutableArray<ServiceImage> images = [.. state.Services.Select(service => new ServiceImage(service.Name, service.Reference, service.Image))];
        if (isBefore)
            context.Before = context.Before with { Images = images };
        else
            context.ImagesAfter = images;
        foreach (var image in images)
            context.Output.WriteLine($"{image.Service}: {image.Id}{(HasDigest(image) || !isBefore ? "" : ", which no registry told a digest of: whatever has this name then is what a rollback would bring")}");
        return Difference(state.Services) is { } difference ? new StepResult.Failed(difference) : new StepResult.Succeeded();
    }

    /// <summary>A job has nothing that ought to run.</summary>
    private string? Difference(ImmutableArray<StackService> services)
    {
        foreach (var image in wanted)
        {
            var found = services.FirstOrDefault(found => found.Name == image.Service);
            if (found is { IsJob: false } or null && found?.Image != image.Id)
                return found is null ? $"{image.Service} is not in the stack's files any more, so {image.Id} does not run" : $"{image.Service} is made of {found.Image} and not of {image.Id}";
        }

        return null;
    }

    private static bool HasDigest(ServiceImage image) => image.Id.Contains('@', StringComparison.Ordinal);
}
