using System.Collections.Frozen;
using System.Collections.Immutable;
using PiDeployer.Health;
using PiDeployer.Pipelines;
using PiDeployer.Processes;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Deployments;

/// <summary>Where deployments work and write.</summary>
/// <param name="LogDirectory">Absolute; holds one log file for each project.</param>
/// <param name="Environment">Ours; a command gets it without secrets.</param>
/// <param name="NotForChildren">Names that no command gets.</param>
internal sealed record DeploymentSurroundings(string LogDirectory, ImmutableDictionary<string, string> Environment, FrozenSet<string> NotForChildren)
{
    public string LogFile(ProjectName project) => Path.Combine(LogDirectory, $"{project}.log");
}

/// <summary>Runs one deployment from its first step to its result, under one deadline for all of it.</summary>
internal sealed partial class DeploymentRunner(
    DeploymentSurroundings surroundings, HealthCheck health, Action<DeploymentEvent> tell, TimeProvider clock, ILogger<DeploymentRunner> logger)
{
    /// <summary>Whatever a step does becomes the result, since somebody waits for it.</summary>
    public async Task RunAsync(Deployment deployment, Redaction redaction, CancellationToken interruption)
    {
        var startedAt = clock.GetLocalNow();
        var started = clock.GetTimestamp();
        using var log = new ProjectLog(
            surroundings.LogFile(deployment.Project.Name), deployment.Project.Name.Value, startedAt, ProjectLog.MaxBytes,
            e => Log.NoLog(logger, deployment.Id.Value, deployment.Project.Name.Value, e.Message));
        var output = new StepOutput(log, redaction);
        Log.Started(logger, deployment.Id.Value, deployment.Project.Name.Value);
        Tell(new DeploymentEvent.Started(deployment));

        using var deadline = new CancellationTokenSource(deployment.Project.Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, interruption);

        // Ending a command takes a while, in which the other cause may come too; the first one counts. Registered last, this is called first.
        var timedOut = false;
        using var timeout = deadline.Token.Register(() => timedOut = !interruption.IsCancellationRequested);
        var steps = ImmutableArray.CreateBuilder<StepRecord>();
        var (outcome, error) = (DeploymentOutcome.Succeeded, (string?)null);
        var commands = new CommandRunner(
            CommandEnvironment.Build(surroundings.Environment, surroundings.NotForChildren, redaction), redaction, clock);
        var context = new StepContext(deployment.Id, deployment.Project, commands, health, output) { Commit = deployment.Commit };
        try
        {
            if (await RunStepsAsync(context, steps, either.Token) is { } ending)
                (outcome, error) = Explain(ending, deployment.Project, timedOut);
        }
        catch (Exception e)
        {
            Log.Broken(logger, e, deployment.Id.Value, deployment.Project.Name.Value);
            (outcome, error) = (DeploymentOutcome.Failed, $"an error in pi-deployer itself: {e.Message}");
        }

        var result = new DeploymentResult(
            outcome,
            startedAt,
            clock.GetElapsedTime(started),
            context.Commit,
            steps.ToImmutable(),
            error is null ? null : redaction.Apply(error),
            output.Tail);
        if (result.Error is not null)
            output.WriteLine($"{outcome.ToLogWord()}: {result.Error}");
        log.Finish(outcome, result.Duration);
        if (result.Error is null)
            Log.Succeeded(logger, deployment.Id.Value, deployment.Project.Name.Value, result.Duration.TotalSeconds);
        else
            Log.NotSucceeded(logger, deployment.Id.Value, deployment.Project.Name.Value, outcome.ToLogWord(), result.Duration.TotalSeconds, result.Error);
        Tell(new DeploymentEvent.Finished(deployment, result));
    }

    /// <summary>Null when every step succeeded, else the result of the one that did not.</summary>
    private async Task<StepResult?> RunStepsAsync(StepContext context, ImmutableArray<StepRecord>.Builder records, CancellationToken cancellationToken)
    {
        foreach (var step in Pipeline.StepsOf(context.Project))
        {
            context.Output.BeginStep();
            var started = clock.GetTimestamp();
            var result = await step.RunAsync(context, cancellationToken);
            records.Add(new StepRecord(step.Name, result is StepResult.Succeeded, clock.GetElapsedTime(started), (result as StepResult.Failed)?.ExitCode));
            if (result is not StepResult.Succeeded)
                return result;
        }

        return null;
    }

    private static (DeploymentOutcome Outcome, string Error) Explain(StepResult ending, Project project, bool timedOut) => ending switch
    {
        StepResult.Failed(var reason, _) => (DeploymentOutcome.Failed, reason),
        StepResult.Stopped when timedOut => (DeploymentOutcome.TimedOut, $"it took longer than its timeout of {project.Timeout.TotalSeconds:0} s and was ended"),
        StepResult.Stopped => (DeploymentOutcome.Interrupted, "pi-deployer was stopped before it had finished"),
        _ => throw new ArgumentOutOfRangeException(nameof(ending), ending, null),
    };

    private void Tell(DeploymentEvent happened)
    {
        try
        {
            tell(happened);
        }
        catch (Exception e)
        {
            Log.NotTold(logger, e, happened.Deployment.Id.Value);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Deployment {Id} of {Project} started.")]
        public static partial void Started(ILogger logger, string id, string project);

        [LoggerMessage(LogLevel.Information, "Deployment {Id} of {Project} succeeded after {Seconds:0.0} s.")]
        public static partial void Succeeded(ILogger logger, string id, string project, double seconds);

        [LoggerMessage(LogLevel.Warning, "Deployment {Id} of {Project} ended after {Seconds:0.0} s, {Outcome}: {Error}")]
        public static partial void NotSucceeded(ILogger logger, string id, string project, string outcome, double seconds, string error);

        [LoggerMessage(LogLevel.Error, "Deployment {Id} of {Project} met an error in pi-deployer itself.")]
        public static partial void Broken(ILogger logger, Exception exception, string id, string project);

        [LoggerMessage(LogLevel.Error, "Deployment {Id} of {Project} goes on without its log file: {Reason}")]
        public static partial void NoLog(ILogger logger, string id, string project, string reason);

        [LoggerMessage(LogLevel.Error, "Somebody who follows deployments failed at deployment {Id}.")]
        public static partial void NotTold(ILogger logger, Exception exception, string id);
    }
}
