using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Pipelines.Sides;

/// <summary>
/// A proxy that was restarted remembers only its configuration: Caddy has lost the route of ours, HAProxy lets people to both sides. Between deployments it is told again; but what
/// somebody else has told it on purpose stays as it is.
/// </summary>
internal static class ForgetfulProxy
{
    /// <summary>What was done; null when nothing had to be, or could be.</summary>
    /// <param name="project">One with two sides, of which no deployment is under way.</param>
    /// <param name="stateDirectory">Of what we know.</param>
    /// <param name="routesDirectory">Of the files that Caddy reads.</param>
    /// <param name="clock">For what may take too long.</param>
    /// <param name="isDeploying">Whether one has begun meanwhile.</param>
    /// <param name="cancellationToken">Of the program.</param>
    public static async Task<string?> RemindAsync(Project project, string stateDirectory, string routesDirectory, TimeProvider clock, Func<bool> isDeploying, CancellationToken cancellationToken)
    {
        if (SidesFile.Of(stateDirectory, project.Name).Serving is not { } serving)
            return null;
        var proxy = Proxies.Of(project, routesDirectory, clock);
        var (view, lost) = await proxy.LookAsync(cancellationToken);
        if (isDeploying() || SidesFile.Of(stateDirectory, project.Name).Serving != serving)
            return null; // The proxy took its time to answer.
        if (view is null)
            return await proxy.PrepareAsync(cancellationToken) is null && (await proxy.LookAsync(cancellationToken)).View is not null ? $"{proxy.Name} has its route again ({lost})" : null;
        if (!view.Blue.Takes || !view.Green.Takes)
            return null;
        return await proxy.RetireAsync(serving.Other(), cancellationToken) is null ? $"{proxy.Name} sends people to {serving.ToName()} alone again" : null;
    }
}
