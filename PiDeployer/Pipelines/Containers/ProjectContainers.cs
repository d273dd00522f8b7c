namespace PiDeployer.Pipelines.Containers;

/// <summary>The containers of a project's services, running or not.</summary>
internal static class ProjectContainers
{
    /// <summary>Between the two questions one may go, of which the engine complains then.</summary>
    private const int Tries = 3;

    /// <returns>None, with the reason, when nobody could say.</returns>
    public static async Task<(List<Container> Containers, string? Problem)> FindAsync(StepContext context, CancellationToken cancellationToken)
    {
        for (var i = 1; ; i++)
        {
            var (ids, unknown) = await context.Engine.IdsAsync(context, cancellationToken);
            if (ids.Length == 0)
                return ([], unknown);
            var found = await LookAsync(context, ids, cancellationToken);
            if (found.Problem is null || i == Tries)
                return found;
        }
    }

    /// <summary>The same of those whose ids are known. Finding them takes longer, many times as long where compose is asked for them.</summary>
    /// <returns>None, with the reason, also when one of them is gone.</returns>
    public static async Task<(List<Container> Containers, string? Problem)> LookAsync(StepContext context, IEnumerable<string> ids, CancellationToken cancellationToken)
    {
        var (lines, problem) = await EngineCommand.InspectAsync(context, ids, Container.Template, cancellationToken);
        var containers = lines.Select(Container.Parse).OfType<Container>().ToList();
        return containers.Count < lines.Length
            ? ([], $"{context.Engine.Name} answered of its containers what is not understood")
            : (containers.FindAll(container => container is { IsOneOff: false, Service.Length: > 0 }), problem);
    }
}
