using PiDeployer.Processes;

namespace PiDeployer.Checks;

/// <summary>Asks a program something that changes nothing.</summary>
internal static class Question
{
    /// <exception cref="OperationCanceledException">Its time was up.</exception>
    public static async Task<CommandAnswer> AskAsync(CommandRunner commands, Command command, CancellationToken cancellationToken)
    {
        var (output, errors) = (new CapturedOutput(), new CapturedOutput());
        return await commands.RunAsync(command, output, errors, cancellationToken) switch
        {
            CommandResult.Exited(var code) => new CommandAnswer(code, output.Text, errors.Text),
            CommandResult.NotStarted(var reason) => new CommandAnswer(null, "", reason),
            _ => throw new OperationCanceledException(cancellationToken),
        };
    }
}
