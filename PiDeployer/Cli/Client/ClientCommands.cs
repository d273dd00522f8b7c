using PiDeployer.Cli.CommandLine;
using PiDeployer.Cli.Terminal;
using PiDeployer.Values;

namespace PiDeployer.Cli.Client;

/// <summary>The commands that ask the running server for something.</summary>
internal static class ClientCommands
{
    /// <param name="invocation">One of <see cref="DeploymentVerbs"/>.</param>
    /// <param name="place">Where the server is.</param>
    /// <param name="screen">Where to write to.</param>
    /// <param name="cancellationToken">Ends the command, and nothing at the server.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(Invocation invocation, ServerPlace place, Screen screen, CancellationToken cancellationToken)
    {
        using var api = new ServerApi(place);
        var refusals = new Refusals(api, screen);
        try
        {
            // A path is made of it, in which dots would lead elsewhere; an id of a deployment could be a name too.
            if (invocation.Argument is { } asked && !ProjectName.TryParse(asked, out _))
                return refusals.NoProject(asked, await refusals.ProjectsAsync(cancellationToken));
            return await (invocation.Verb.Name switch
            {
                "deploy" => new Deploying(api, refusals, screen, invocation).DeployAsync(cancellationToken),
                "rollback" => new Deploying(api, refusals, screen, invocation).RollBackAsync(cancellationToken),
                "status" => new StatusCommand(api, refusals, screen, invocation).RunAsync(cancellationToken),
                "logs" => new LogsCommand(api, refusals, screen, invocation).RunAsync(cancellationToken),
                "history" => new HistoryCommand(api, refusals, screen, invocation).RunAsync(cancellationToken),
                "cancel" => new SmallCommands(api, refusals, screen, invocation).CancelAsync(cancellationToken),
                "reload" => new SmallCommands(api, refusals, screen, invocation).ReloadAsync(cancellationToken),
                var other => throw new InvalidOperationException($"{other} asks no server for anything."),
            });
        }
        catch (ReaderGoneException)
        {
            return ExitCodes.BrokenPipe;
        }
        finally
        {
            await screen.Output.FlushAsync(CancellationToken.None);
        }
    }
}
