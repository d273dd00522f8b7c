using System.Collections.Immutable;
using PiDeployer.Processes;

namespace PiDeployer.Pipelines.Steps;

/// <summary>
/// Writes down which images the project's containers run, so that these very images can be brought back although their names mean others by then. It never fails a
/// deployment: what compose cannot answer now, it will complain of in the next step.
/// </summary>
internal sealed class NoteImages : IStep
{
    private const int LongestTag = 128;

    private readonly bool isBefore;

    private NoteImages(bool isBefore) => this.isBefore = isBefore;

    public static NoteImages Before { get; } = new(isBefore: true);

    public static NoteImages After { get; } = new(isBefore: false);

    public string Name => isBefore ? "note images before" : "note images";

    public bool FailsWithoutTrace => isBefore;

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var images = await ReadAsync(context, cancellationToken);
        if (isBefore)
        {
            context.Before = context.Before with { Images = images };
            await KeepAsync(context, context.LastGood?.Images ?? images, cancellationToken);
        }
        else
        {
            context.ImagesAfter = images;
        }

        return cancellationToken.IsCancellationRequested ? new StepResult.Stopped() : new StepResult.Succeeded();
    }

    /// <summary>Containers know what they were made of, also when the image's name was given to another one since.</summary>
    private static async Task<ImmutableArray<ServiceImage>> ReadAsync(StepContext context, CancellationToken cancellationToken)
    {
        var containers = await AskAsync(context, ["compose", "ps", "--all", "--quiet"], cancellationToken);
        if (containers.Length == 0)
            return [];
        var lines = await AskAsync(
            context, ["inspect", "--format", "{{index .Config.Labels \"com.docker.compose.service\"}} {{.Config.Image}} {{.Image}}", .. containers], cancellationToken);
        Array.Sort(lines, StringComparer.Ordinal); // Compose has no order of its own, and two snapshots of the same shall be equal.
        return [.. lines.Select(line => line.Split(' ')).Where(words => words.Length == 3).Select(words => new ServiceImage(words[0], words[1], words[2])).Distinct()];
    }

    /// <summary>An image that has no name is the first that a pruning takes, so these get one of ours.</summary>
    private static async Task KeepAsync(StepContext context, ImmutableArray<ServiceImage> images, CancellationToken cancellationToken)
    {
        foreach (var image in images)
        {
            var tag = $"of-{context.Project.Name}.{image.Service}";
            await AskAsync(context, ["tag", image.Id, $"pi-deployer/kept:{tag[..Math.Min(tag.Length, LongestTag)]}"], cancellationToken);
        }
    }

    /// <summary>The lines of its answer; none when there is no answer.</summary>
    private static async Task<string[]> AskAsync(StepContext context, ImmutableArray<string> arguments, CancellationToken cancellationToken)
    {
        var (output, errors) = (new CapturedOutput(), new CapturedOutput());
        var result = await context.Commands.RunAsync(new Command("docker", arguments, context.Project.Path), output, errors, cancellationToken);
        if (result is CommandResult.Exited { Code: 0 })
            return output.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (result is not CommandResult.Stopped)
            context.Output.WriteLine($"docker {arguments[0]} does not say which images run, so a rollback could not bring them back: {errors.Text}");
        return [];
    }
}
