using System.Collections.Immutable;

namespace PiDeployer.Pipelines.Containers;

/// <summary>
/// Takes down all that compose has made under a project's name. It finds that by its labels, also without the compose file, which may be broken or gone, or have other names
/// in it by now.
/// </summary>
internal static class Takedown
{
    /// <param name="context">Whose project has a name for compose.</param>
    /// <param name="options">Of <c>down</c>.</param>
    /// <param name="cancellationToken">Of the whole deployment.</param>
    /// <returns>Not needed when there is nothing.</returns>
    public static async Task<StepResult> RunAsync(StepContext context, ImmutableArray<string> options, CancellationToken cancellationToken)
    {
        if (context.Project.Compose.ProjectName is not { } name)
            throw new InvalidOperationException($"{context.Project.Name} has no name for compose.");
        var (ids, unknown) = await EngineCommand.AskAsync(context, context.Engine.In(["ps", "--all", "--quiet", "--filter", $"label=com.docker.compose.project={name}"]), cancellationToken);
        if (ids.Length == 0 && unknown is null && options.Length == 1)
            return cancellationToken.IsCancellationRequested ? new StepResult.Stopped() : new StepResult.NotNeeded(); // Volumes may be there without containers.
        return await EngineCommand.RunAsync(context, context.Engine.In(["compose", $"--project-name={name}", "down", .. options]) with { WorkingDirectory = "/" }, null, cancellationToken);
    }
}
