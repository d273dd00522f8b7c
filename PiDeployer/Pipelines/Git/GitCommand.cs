using System.Collections.Immutable;
using PiDeployer.Processes;
using PiDeployer.Projects;

namespace PiDeployer.Pipelines.Git;

/// <summary>Calls of git in a project's checkout.</summary>
internal static class GitCommand
{
    /// <summary>
    /// Messages in English, so that <see cref="GitProblem"/> knows them again. And a folder that looks like a bare repository is none, as by <c>git -c</c>: where a project's
    /// path is below the checkout's top, whoever pushes could put one there, with a configuration that runs programs.
    /// </summary>
    private static readonly ImmutableDictionary<string, string> Environment =
        ImmutableDictionary<string, string>.Empty.Add("LC_ALL", "C").Add("GIT_CONFIG_PARAMETERS", "'safe.bareRepository=explicit'");

    public static Command In(Project project, ImmutableArray<string> arguments) => new("git", arguments, project.Path) { Environment = Environment };

    /// <summary>Asks git something; what it answers does not go to the log. Empty when it did not succeed.</summary>
    /// <param name="commands">What runs it.</param>
    /// <param name="project">In whose checkout.</param>
    /// <param name="arguments">The question.</param>
    /// <param name="isForPeople">Then the answer is masked, and what would garble a terminal replaced; a password may well be a part of a commit's number, or the name of a branch.</param>
    /// <param name="cancellationToken">Of the whole deployment.</param>
    public static async Task<(StepResult Result, string Answer)> AskAsync(
        CommandRunner commands, Project project, ImmutableArray<string> arguments, bool isForPeople, CancellationToken cancellationToken)
    {
        var (output, errors) = (new CapturedOutput { IsShown = isForPeople }, new CapturedOutput());
        return await commands.RunAsync(In(project, arguments), output, errors, cancellationToken) switch
        {
            CommandResult.Exited { Code: 0 } => (new StepResult.Succeeded(), output.Text),
            CommandResult.Exited(var code) => (new StepResult.Failed(GitProblem.Explain($"git {arguments[0]} exited with {code}", errors.Text, project), code), ""),
            CommandResult.NotStarted(var reason) => (new StepResult.Failed($"could not start {reason}"), ""),
            _ => (new StepResult.Stopped(), ""),
        };
    }

    /// <inheritdoc cref="AskAsync(CommandRunner, Project, ImmutableArray{string}, bool, CancellationToken)"/>
    public static Task<(StepResult Result, string Answer)> AskAsync(CommandRunner commands, Project project, ImmutableArray<string> arguments, CancellationToken cancellationToken) =>
        AskAsync(commands, project, arguments, isForPeople: false, cancellationToken);

    /// <inheritdoc cref="AskAsync(CommandRunner, Project, ImmutableArray{string}, bool, CancellationToken)"/>
    public static Task<(StepResult Result, string Answer)> AskAsync(StepContext context, ImmutableArray<string> arguments, CancellationToken cancellationToken) =>
        AskAsync(context.Commands, context.Project, arguments, cancellationToken);

    /// <summary>Fetches what a remote's branch or tag means, with no ref moved by it and no submodule touched.</summary>
    public static async Task<StepResult> FetchAsync(CommandRunner commands, Project project, string remote, string reference, CancellationToken cancellationToken) =>
        (await AskAsync(commands, project, ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--refmap=", "--no-auto-maintenance", "--", remote, reference], cancellationToken)).Result;

    /// <summary>Runs a git that changes the checkout; what it says goes to the log, and what its failure means to the result.</summary>
    public static async Task<StepResult> RunAsync(StepContext context, ImmutableArray<string> arguments, CancellationToken cancellationToken)
    {
        var result = await context.RunAsync(In(context.Project, arguments), cancellationToken);
        return result is StepResult.Failed failed ? failed with { Reason = GitProblem.Explain(failed.Reason, context.Output.Tail, context.Project) } : result;
    }
}
