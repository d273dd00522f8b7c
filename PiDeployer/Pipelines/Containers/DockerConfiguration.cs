using PiDeployer.Processes;
using PiDeployer.Projects;
using YamlDotNet.Core;

namespace PiDeployer.Pipelines.Containers;

/// <summary>Asks Docker's compose what it makes of a project's files.</summary>
internal static class DockerConfiguration
{
    private const int MaxLength = 1024 * 1024;

    /// <param name="context">Of the step.</param>
    /// <param name="question">The command that asks.</param>
    /// <param name="log">Gets it and what compose complains of; null when nobody wants to know.</param>
    /// <param name="cancellationToken">Of the whole deployment.</param>
    /// <returns>Null, with the failure, when there is none.</returns>
    public static async Task<(ComposeConfiguration? Configuration, StepResult Result)> ReadAsync(StepContext context, Command question, StepOutput? log, CancellationToken cancellationToken)
    {
        log?.WriteLine($"$ {question}");
        var (output, complaints) = (new CapturedOutput(MaxLength) { IsShown = false }, log ?? (IOutput)new CapturedOutput());
        return await context.WithinAsync(context.Limits.Config, limited => context.Commands.RunAsync(question, output, complaints, limited), cancellationToken) switch
        {
            CommandResult.Exited { Code: 0 } when output.IsFull => Failed($"{question} answered more than {MaxLength / 1024} KiB"),
            CommandResult.Exited { Code: 0 } => TryParse(output.Text, context.Project.Path) is { } configuration
                ? (configuration, new StepResult.Succeeded())
                : Failed($"{question} answered what is no compose file"),
            CommandResult.Exited(var code) => (null, new StepResult.Failed($"{question} exited with {code}", code)),
            CommandResult.NotStarted(var reason) => Failed($"could not start {reason}"),
            _ => (null, cancellationToken.IsCancellationRequested ? new StepResult.Stopped() : context.Limits.Config.Passed($"{question}")),
        };
    }

    private static (ComposeConfiguration? Configuration, StepResult Result) Failed(string reason) => (null, new StepResult.Failed(reason));

    private static ComposeConfiguration? TryParse(string text, string folder)
    {
        try
        {
            return YamlTree.Parse(text) is YamlValue.Mapping root ? ComposeConfiguration.Parse(text, root, folder) : null;
        }
        catch (YamlException)
        {
            return null;
        }
    }
}
