using System.Collections.Immutable;
using PiDeployer.Health;
using PiDeployer.Processes;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Pipelines;

/// <summary>What the steps of one deployment share. The commits are what the steps before have found out.</summary>
internal sealed class StepContext(DeploymentId id, Project project, CommandRunner commands, HealthCheck health, StepOutput output)
{
    public DeploymentId Id => id;

    public Project Project => project;

    public CommandRunner Commands => commands;

    public HealthCheck Health => health;

    public StepOutput Output => output;

    /// <summary>What was pushed; null means the project's own branch.</summary>
    public GitRef? Ref { get; init; }

    /// <inheritdoc cref="Project.Target(GitRef?)"/>
    public GitRef? Target => project.Target(Ref);

    /// <summary>What is being deployed: first what the push told, after the pull what is really checked out. Null while nobody knows.</summary>
    public Commit? Commit { get; set; }

    /// <summary>What was there before the steps changed it, as far as they looked.</summary>
    public Snapshot Before { get; set; } = Snapshot.Nothing;

    /// <summary>What the containers run in the end; empty where compose does not run them.</summary>
    public ImmutableArray<ServiceImage> ImagesAfter { get; set; } = [];

    /// <summary>What a rollback would bring back in place of <see cref="Before"/>, because that did not work either; null when it did.</summary>
    public Snapshot? LastGood { get; init; }

    /// <summary>The states that somebody may want back, the latest first.</summary>
    public IReadOnlyList<Snapshot> Earlier { get; set; } = [];

    /// <summary>Fires when the program begins to stop; what runs may still go on for a while.</summary>
    public CancellationToken Stopping { get; init; }

    /// <summary>Writes down that the process to come has to go on after the step that runs; false when that could not be written.</summary>
    public Func<bool> HandOver { get; set; } = () => false;

    /// <summary>Runs a command, its output going to the log, and says what it was.</summary>
    public async Task<StepResult> RunAsync(Command command, CancellationToken cancellationToken)
    {
        output.WriteLine($"$ {command}");
        return await commands.RunAsync(command, output, cancellationToken) switch
        {
            CommandResult.Exited { Code: 0 } => new StepResult.Succeeded(),
            CommandResult.Exited(var code) => new StepResult.Failed($"{command} exited with {code}", code),
            CommandResult.NotStarted(var reason) => new StepResult.Failed($"could not start {reason}"),
            CommandResult.Stopped => new StepResult.Stopped(),
            var unknown => throw new InvalidOperationException($"{unknown} is not a result."),
        };
    }
}
