using System.Text.RegularExpressions;

namespace PiDeployer.Pipelines.Containers;

/// <summary>
/// What a compose leaves that was ended while it put a new container in the place of an old one: the new one, never started, under a name of its own until the old one is gone
/// (<c>1f2e3d4c5b6a_shop-web-1</c>). Compose stumbles over that name itself, and takes its image for one that has run.
/// </summary>
internal static partial class HalfMade
{
    /// <param name="context">Of a step before any call of <c>up</c>.</param>
    /// <param name="cancellationToken">What is left then is in the way of the next deployment.</param>
    public static async Task RemoveAsync(StepContext context, CancellationToken cancellationToken)
    {
        if (!context.Engine.MindsItsContainers)
            return; // Whose compose takes the old one away first.
        var (ids, _) = await context.Engine.IdsAsync(context, cancellationToken);
        if (ids.Length == 0)
            return;
        var (lines, _) = await EngineCommand.InspectAsync(context, ids, "{{.State.Status}} {{.Name}}", cancellationToken);
        foreach (var line in lines)
        {
            if (Description().Match(line) is { Success: true } match)
                await context.RunAsync(context.Engine.In(["rm", match.Groups[1].Value]), cancellationToken);
        }
    }

    [GeneratedRegex("^created /?([0-9a-f]{12}_.+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Description();
}
