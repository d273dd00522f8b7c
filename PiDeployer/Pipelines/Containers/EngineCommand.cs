using System.Collections.Immutable;
using PiDeployer.Processes;
using PiDeployer.Projects;

namespace PiDeployer.Pipelines.Containers;

/// <summary>Calls of a project's container engine, in its folder, as far as Docker's and Podman's are alike.</summary>
internal static class EngineCommand
{
    /// <summary>The registry logins of one project alone.</summary>
    private const string LoginFile = ".docker/config.json";

    private const int LongestAnswer = 4 * 1024 * 1024;

    /// <summary>A program of the engine's, with the project's variables, and its registry logins where it has its own.</summary>
    public static Command In(Project project, string program, ImmutableArray<string> arguments) => new(program, arguments, project.Path) { Environment = project.Variables.SetItems(Login(project)) };

    /// <summary>What a compose is told before its command.</summary>
    public static IEnumerable<string> Options(ComposeOptions options)
    {
        foreach (var file in options.Files)
            yield return $"--file={file}";
        foreach (var file in options.EnvFiles)
            yield return $"--env-file={file}";
        foreach (var profile in options.Profiles)
            yield return $"--profile={profile}";
        if (options.ProjectName is { } name)
            yield return $"--project-name={name}";
    }

    /// <summary>Asks the engine something; what it answers does not go to the log. Empty, with the reason, when it did not succeed.</summary>
    /// <returns>The problem is null when there was none, or when it was stopped.</returns>
    public static Task<(string Text, string? Problem)> AskAsync(StepContext context, Command question, CancellationToken cancellationToken) =>
        AskAsync(context, question, $"{question}", cancellationToken);

    private static async Task<(string Text, string? Problem)> AskAsync(StepContext context, Command question, string name, CancellationToken cancellationToken)
    {
        var (output, errors) = (new CapturedOutput(LongestAnswer) { IsShown = false }, new CapturedOutput());
        return await context.WithinAsync(context.Limits.Status, limited => context.Commands.RunAsync(question, output, errors, limited), cancellationToken) switch
        {
            CommandResult.Exited { Code: 0 } when output.IsFull => ("", $"{name} answered more than {LongestAnswer / 1024} KiB"),
            CommandResult.Exited { Code: 0 } => (output.Text, null),
            CommandResult.Exited(var code) => ("", errors.Text.Length > 0 ? errors.Text : $"{name} exited with {code}"),
            CommandResult.NotStarted(var reason) => ("", reason),
            _ => ("", cancellationToken.IsCancellationRequested ? null : context.Limits.Status.Passed(name).Reason),
        };
    }

    /// <summary>What the engine knows of each of these containers, a line each, by a template of its own.</summary>
    public static async Task<(string[] Lines, string? Problem)> InspectAsync(StepContext context, IEnumerable<string> ids, string template, CancellationToken cancellationToken)
    {
        // For people, the template would only be noise.
        var (text, problem) = await AskAsync(context, context.Engine.In(["inspect", "--format", template, .. ids]), $"{context.Engine.In(["inspect", .. ids])}", cancellationToken);
        return (Lines(text), problem);
    }

    /// <summary>Has the engine do something, within a limit, its output going to the log. A failure ends with what it complained of last.</summary>
    /// <param name="context">Of the step.</param>
    /// <param name="command">What to run.</param>
    /// <param name="limit">Null where only the whole deployment has one.</param>
    /// <param name="cancellationToken">Of the whole deployment.</param>
    public static Task<StepResult> RunAsync(StepContext context, Command command, StepLimit? limit, CancellationToken cancellationToken) =>
        RunAsync(context, command, limit, null, cancellationToken);

    /// <inheritdoc cref="RunAsync(StepContext, Command, StepLimit, CancellationToken)"/>
    /// <remarks><paramref name="answer"/> gets what the command answers, and nothing of what it complains of.</remarks>
    public static async Task<StepResult> RunAsync(StepContext context, Command command, StepLimit? limit, IOutput? answer, CancellationToken cancellationToken)
    {
        var result = await context.RunAsync(command, limit, answer, cancellationToken);
        return result is StepResult.Failed { ExitCode: not null } failed ? failed with { Complaint = Complaint(context.Output.Tail) } : result;
    }

    /// <summary>The last line; before the engine's own words stands only the command.</summary>
    public static string? Complaint(string output) => output.Split('\n') is [_, .., var last] && last.Trim() is { Length: > 0 } words ? words : null;

    /// <summary>The lines of an answer.</summary>
    public static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Only where it was always so: in a checkout of the old modes a folder of this name may hold anything, and would hide the user's own logins.</summary>
    private static ImmutableDictionary<string, string> Login(Project project)
    {
        var file = Path.Combine(project.Path, LoginFile);
        return project.Environment is null && project.Mode is DeployMode.ComposeUpdate or DeployMode.Swarm && File.Exists(file)
            ? ImmutableDictionary<string, string>.Empty.Add("DOCKER_CONFIG", Path.GetDirectoryName(file) ?? project.Path).Add("REGISTRY_AUTH_FILE", file)
            : ImmutableDictionary<string, string>.Empty;
    }
}
