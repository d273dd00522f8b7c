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
    /// <returns>The project's containers that are left; none, with the reason, when nobody could say.</returns>
    public static async Task<(List<Container> Left, string? Problem)> RemoveAsync(StepContext context, CancellationToken cancellationToken)
    {
        var found = await ProjectContainers.FindAsync(context, cancellationToken);
        if (!context.Engine.MindsItsContainers)
            return found; // Its compose takes the old one away first.
        foreach (var halfMade in found.Containers.FindAll(container => container.State == "created" && Name().IsMatch(container.Name)))
        {
            if (await context.RunAsync(context.Engine.In(["rm", halfMade.Name.TrimStart('/')]), cancellationToken) is StepResult.Succeeded)
                found.Containers.Remove(halfMade);
        }

        return found;
    }

    [GeneratedRegex("^/?[0-9a-f]{12}_.", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
