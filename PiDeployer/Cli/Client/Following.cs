using PiDeployer.Cli.Terminal;

namespace PiDeployer.Cli.Client;

/// <summary>Follows a deployment before somebody's eyes.</summary>
internal sealed class Following(ServerApi api, Refusals refusals, Screen screen)
{
    /// <param name="id">The deployment's.</param>
    /// <param name="program">Where a program watches; null for people.</param>
    /// <param name="from">The offset in the log to begin at; null for its beginning.</param>
    /// <param name="cancellationToken">Ends the following.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public async Task<int> RunAsync(string id, FollowedByPrograms? program, string? from, CancellationToken cancellationToken)
    {
        using var people = new FollowedByPeople(api, screen, id);
        return await new Follower(api, refusals, program is null ? people : program, screen.Clock, from).RunAsync(id, cancellationToken);
    }
}
