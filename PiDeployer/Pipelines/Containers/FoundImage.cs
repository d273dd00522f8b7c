namespace PiDeployer.Pipelines.Containers;

/// <summary>What a name of an image means to the engine.</summary>
/// <param name="Id">Null where it means nothing, or nobody could say.</param>
/// <param name="IsKnown">Whether the engine has answered: one that is busy, or stopping, has not said that there is no such image.</param>
internal sealed record FoundImage(string? Id, bool IsKnown)
{
    /// <summary>As Docker and Podman say that there is none.</summary>
    private static readonly string[] NoneSuch = ["no such image", "image not known"];

    public static async Task<FoundImage> ByNameAsync(StepContext context, string name, CancellationToken cancellationToken)
    {
        var (text, problem) = await EngineCommand.AskAsync(context, context.Engine.In(["image", "inspect", "--format", "{{.Id}}", name]), cancellationToken);
        return Of(text, problem);
    }

    /// <param name="text">The answer; empty where there was none.</param>
    /// <param name="problem">Why; null when it was stopped.</param>
    internal static FoundImage Of(string text, string? problem) => text.Trim() is { Length: > 0 } id
        ? new FoundImage(id, IsKnown: true)
        : new FoundImage(null, problem is not null && NoneSuch.Any(words => problem.Contains(words, StringComparison.OrdinalIgnoreCase)));
}
