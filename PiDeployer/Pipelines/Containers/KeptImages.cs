using System.Collections.Immutable;
using PiDeployer.Values;

namespace PiDeployer.Pipelines.Containers;

/// <summary>
/// An image that has no name is the first that a pruning takes, so those that a rollback may want get one of ours, made of the service and the image. The name goes
/// when no rollback wants the image any more, and where it was its last one, the image goes too.
/// </summary>
internal static class KeptImages
{
    private const string Repository = "pi-deployer/kept";
    private const int LongestTag = 128;

    /// <summary>Of an image's id, in characters; as many as docker shows.</summary>
    private const int IdLength = 12;

    /// <param name="context">Of a step that comes before any change.</param>
    /// <param name="now">What runs.</param>
    /// <param name="cancellationToken">What was not done then, the next deployment does.</param>
    public static async Task KeepAsync(StepContext context, ImmutableArray<ServiceImage> now, CancellationToken cancellationToken)
    {
        var project = context.Project.Name;
        ImmutableArray<ServiceImage> wanted = [.. context.Earlier.SelectMany(snapshot => snapshot.Images), .. context.LastGood?.Images ?? [], .. now];
        foreach (var image in context.LastGood?.Images ?? now)
            await AskAsync(context, ["tag", image.Id, $"{Repository}:{Tag(project, image)}"], cancellationToken);

        // Podman lists every name of an image that has one of these, and writes "localhost/" before ours.
        var (names, _) = await AskAsync(context, ["image", "ls", "--format", "{{.Repository}}:{{.Tag}}", "--filter", $"reference={Repository}:{Prefix(project)}*"], cancellationToken);
        foreach (var tag in EngineCommand.Lines(names).Select(name => name.Split(':')).Where(parts => parts[0].EndsWith(Repository, StringComparison.Ordinal)).Select(parts => parts[^1]))
        {
            if (!wanted.Any(image => Tag(project, image) == tag))
                await AskAsync(context, ["image", "rm", $"{Repository}:{tag}"], cancellationToken);
        }
    }

    private static Task<(string Text, string? Problem)> AskAsync(StepContext context, ImmutableArray<string> arguments, CancellationToken cancellationToken) =>
        EngineCommand.AskAsync(context, context.Engine.In(arguments), cancellationToken);

    /// <summary>The project goes, and so do the images that were built for it alone.</summary>
    /// <param name="context">Of the step.</param>
    /// <param name="composeName">The project's name for compose, by which it calls what it has built.</param>
    /// <param name="cancellationToken">What is left then, a person has to remove.</param>
    public static async Task ReleaseAllAsync(StepContext context, string composeName, CancellationToken cancellationToken)
    {
        var (names, _) = await AskAsync(context, ["image", "ls", "--format", "{{.Repository}}:{{.Tag}}", "--filter", $"reference={Repository}:{Prefix(context.Project.Name)}*"], cancellationToken);
        var (built, _) = await AskAsync(context, ["image", "ls", "--format", "{{.Repository}}:{{.Tag}}", "--filter", $"label=com.docker.compose.project={composeName}"], cancellationToken);
        string[] all = [.. EngineCommand.Lines(names), .. EngineCommand.Lines(built).Where(name => name.StartsWith($"{composeName}-", StringComparison.Ordinal))];
        if (all.Length > 0)
            await AskAsync(context, ["image", "rm", .. all.Distinct()], cancellationToken);
    }

    /// <summary>No rollback wants it any more.</summary>
    public static Task ReleaseAsync(StepContext context, ServiceImage image, CancellationToken cancellationToken) =>
        AskAsync(context, ["image", "rm", $"{Repository}:{Tag(context.Project.Name, image)}"], cancellationToken);

    /// <summary>Two services whose long names begin alike share one only for the same image.</summary>
    internal static string Tag(ProjectName project, ServiceImage image)
    {
        var (start, id) = ($"{Prefix(project)}{image.Service}", image.Id[(image.Id.IndexOf(':', StringComparison.Ordinal) + 1)..]);
        return $"{start[..Math.Min(start.Length, LongestTag - IdLength - 1)]}.{id[..Math.Min(id.Length, IdLength)]}";
    }

    /// <summary>A project's name has no dot, so this is the beginning of no other one's.</summary>
    private static string Prefix(ProjectName project) => $"of-{project}.";
}
