using System.Collections.Immutable;
using PiDeployer.Processes;

namespace PiDeployer.Pipelines.Docker;

/// <summary>Calls of docker in a project's folder.</summary>
internal static class DockerCommand
{
    public static Command In(StepContext context, ImmutableArray<string> arguments) => new("docker", arguments, context.Project.Path);

    /// <summary>Asks docker something; what it answers does not go to the log. The lines of the answer; none, and the reason, when it did not succeed.</summary>
    /// <returns>The problem is null when there was none, or when it was stopped.</returns>
    public static async Task<(string[] Lines, string? Problem)> AskAsync(StepContext context, ImmutableArray<string> arguments, CancellationToken cancellationToken)
    {
        var (output, errors) = (new CapturedOutput(), new CapturedOutput());
        return await context.Commands.RunAsync(In(context, arguments), output, errors, cancellationToken) switch
        {
            CommandResult.Exited { Code: 0 } => (output.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), null),
            CommandResult.Exited => ([], errors.Text),
            CommandResult.NotStarted(var reason) => ([], reason),
            _ => ([], null),
        };
    }
}
