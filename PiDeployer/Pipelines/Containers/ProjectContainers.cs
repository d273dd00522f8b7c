namespace PiDeployer.Pipelines.Containers;

/// <summary>The containers of a project's services, running or not.</summary>
internal static class ProjectContainers
{
    /// <returns>None, with the reason, when nobody could say.</returns>
    public static async Task<(List<Container> Containers, string? Problem)> FindAsync(StepContext context, CancellationToken cancellationToken)
    {
        var (ids, problem) = await context.Engine.IdsAsync(context, cancellationToken);
        return ids.Length == 0 ? ([], problem) : await LookAsync(context, ids, cancellationToken);
    }

    /// <summary>The same of those whose ids are known. Finding them takes many times as long, since compose reads all its files for that.</summary>
    /// <returns>None, with the reason, also when one of them is gone.</returns>
    public static async Task<(List<Container> Containers, string? Problem)> LookAsync(StepContext context, IEnumerable<string> ids, CancellationToken cancellationToken)
    {
        var (lines, problem) = await EngineCommand.InspectAsync(context, ids, Container.Template, cancellationToken);
        return ([.. lines.Select(Container.Parse).OfType<Container>()], problem);
    }
}
