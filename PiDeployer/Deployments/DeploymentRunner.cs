using System.Collections.Immutable;
using PiDeployer.Health;
using PiDeployer.Logs;
using PiDeployer.Pipelines;
using PiDeployer.Pipelines.Containers;
using PiDeployer.Pipelines.Swarm;
using PiDeployer.Processes;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Deployments;

/// <summary>Where deployments work and write.</summary>
/// <param name="LogDirectory">Absolute; holds one log file for each project.</param>
/// <param name="Environment">Ours; a command gets it without secrets.</param>
/// <param name="NotForChildren">Names that no command gets.</param>
/// <param name="Limits">Of the single steps of an update.</param>
internal sealed record DeploymentSurroundings(string LogDirectory, ImmutableDictionary<string, string> Environment, IReadOnlySet<string> NotForChildren, StepLimits Limits)
{
    /// <summary>Absolute; holds what has to survive a restart.</summary>
    public required string StateDirectory { get; init; }

    /// <summary>Absolute; where proxies read where to send people.</summary>
    public required string RoutesDirectory { get; init; }

    public string LogFile(ProjectName project) => Path.Combine(LogDirectory, $"{project}.log");
}

/// <summary>Runs one deployment from its first step to its result, and tells its logs.</summary>
internal sealed partial class DeploymentRunner(
    LiveCatalog catalog, DeploymentSurroundings surroundings, DeploymentLogs logs, RollbackTargets targets, HealthCheck health, TimeProvider clock, ILogger<DeploymentRunner> logger)
{
    /// <summary>Whatever a step does becomes the result, since somebody waits for it. Null when the process to come finishes it.</summary>
    /// <param name="active">What to run.</param>
    /// <param name="handedOver">What the process before this one had done of it; null when it begins here.</param>
    /// <param name="enter">Writes down that it is in another state now, with what was done so far; false when that could not be written.</param>
    public async Task<DeploymentResult?> RunAsync(ActiveDeployment active, DeploymentResult? handedOver, EnterState enter)
    {
        var (id, project, subject) = (active.Deployment.Id, active.Project, active.Deployment.Subject);
        void OnLogTrouble(Exception e) => Log.NoLog(logger, id.Value, subject, e.Message);
        using var projectLog = new ProjectLog(surroundings.LogFile(project.Name), project.Name.Value, clock.GetLocalNow(), ProjectLog.MaxBytes, OnLogTrouble);
        using var ownLog = logs.Begin(project.Name, id, project.History, OnLogTrouble);
        var output = new StepOutput(new BothOutputs(projectLog, ownLog), active.Redaction);
        Log.Started(logger, id.Value, subject);

        var begun = clock.GetLocalNow();
        DeploymentAttempt? attempt = null;
        DeploymentResult? result;
        try
        {
            attempt = new DeploymentAttempt(active, Context(active, handedOver, output), handedOver, targets, enter, clock);
            result = await attempt.RunAsync();
        }
        catch (Exception e)
        {
            Log.Broken(logger, e, id.Value, subject);
            var error = $"an error in pi-deployer itself: {e.Message}";
            result = attempt?.Result(DeploymentState.Failed, error) ?? new DeploymentResult(DeploymentState.Failed) { StartedAt = begun, Error = error };
        }

        if (result?.Error is { } reason)
            output.WriteLine($"{result.State.ToLogWord()}: {reason}");
        projectLog.Finish((result?.State ?? DeploymentState.Restarting).ToLogWord(), result?.Duration ?? TimeSpan.Zero);
        Tell(id, subject, result);
        return result;
    }

    private StepContext Context(ActiveDeployment active, DeploymentResult? handedOver, StepOutput output)
    {
        var environment = CommandEnvironment.Build(active.Deployment.Id, surroundings.Environment, surroundings.NotForChildren, active.Redaction);
        return new StepContext(active.Deployment.Id, active.Project, new CommandRunner(environment, active.Redaction, clock), health, output)
        {
            Ref = active.Deployment.Ref,
            Commit = handedOver is null ? active.Deployment.Commit : CheckedOut(handedOver),
            Before = handedOver?.Before ?? Snapshot.Nothing,
            LastGood = targets.BetterThanNow(active.Project.Name),
            Stopping = active.Stopping,
            Clock = clock,
            Limits = surroundings.Limits,
            Update = active.Deployment.Update,
            PulledAs = active.Deployment.Update is { } update ? targets.PulledAs(active.Project.Name, update.Service) : [],
            MayStart = active.Deployment.MayStart || targets.IsUnfinished(active.Project.Name),
            DeployedContent = targets.DeployedContent,
            Kept = new KeptConfiguration(Path.Combine(surroundings.StateDirectory, "compose", $"{active.Project.Name}.yaml")),
            RestoredImages = new ImagesFile(Path.Combine(surroundings.StateDirectory, "compose", $"{active.Project.Name}.images.yaml")),
            Built = new BuiltImages(Path.Combine(surroundings.StateDirectory, "built", active.Project.Name.Value)),
            Forget = () => Forget(active.Project),
            StateDirectory = surroundings.StateDirectory,
            RoutesDirectory = surroundings.RoutesDirectory,
            FolderStacks = () => catalog.Current.StacksOf(active.Project),
        };
    }

    private bool Forget(Project project) =>
        project is not { Environment: { } environment, Group: { } group } || catalog.Current.EnvironmentsOf(group)?.Close(environment) != false;

    /// <summary>In the middle of a rollback that is not the commit that was to be deployed.</summary>
    private static Commit? CheckedOut(DeploymentResult handedOver) =>
        handedOver.After.Commit is { } there && there != handedOver.Commit?.Id ? new Commit(there, "", "", null) : handedOver.Commit;

    private void Tell(DeploymentId id, string subject, DeploymentResult? result)
    {
        if (result is null)
            Log.HandedOver(logger, id.Value, subject);
        else if (result.Error is null)
            Log.Succeeded(logger, id.Value, subject, result.State.ToLogWord(), result.Duration.TotalSeconds);
        else if (result is { State: DeploymentState.RollbackFailed, Changed: true })
            Log.RollbackFailed(logger, id.Value, subject, result.Duration.TotalSeconds, result.Error);
        else
            Log.NotSucceeded(logger, id.Value, subject, result.Duration.TotalSeconds, result.State.ToLogWord(), result.Error);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Deployment {Id} of {Subject} started.")]
        public static partial void Started(ILogger logger, string id, string subject);

        [LoggerMessage(LogLevel.Information, "Deployment {Id} of {Subject} ended after {Seconds:0.0} s, {State}.")]
        public static partial void Succeeded(ILogger logger, string id, string subject, string state, double seconds);

        [LoggerMessage(LogLevel.Warning, "Deployment {Id} of {Subject} ended after {Seconds:0.0} s, {State}: {Error}")]
        public static partial void NotSucceeded(ILogger logger, string id, string subject, double seconds, string state, string error);

        [LoggerMessage(LogLevel.Critical, "Deployment {Id} of {Subject} ended after {Seconds:0.0} s, and neither the new state nor the one before works: {Error}")]
        public static partial void RollbackFailed(ILogger logger, string id, string subject, double seconds, string error);

        [LoggerMessage(LogLevel.Information, "Deployment {Id} of {Subject} restarts pi-deployer itself; the process that comes finishes it.")]
        public static partial void HandedOver(ILogger logger, string id, string subject);

        [LoggerMessage(LogLevel.Error, "Deployment {Id} of {Subject} met an error in pi-deployer itself.")]
        public static partial void Broken(ILogger logger, Exception exception, string id, string subject);

        [LoggerMessage(LogLevel.Error, "Deployment {Id} of {Subject} goes on without its log file: {Reason}")]
        public static partial void NoLog(ILogger logger, string id, string subject, string reason);
    }
}
