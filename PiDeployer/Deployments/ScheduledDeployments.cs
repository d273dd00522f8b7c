using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Deployments;

/// <summary>
/// Deploys each project when its time has come. What was missed while the program did not run is not made up for. The clock on the wall may be set at any moment: a little,
/// and nothing is left out or done twice; a lot, and it had been wrong, so that times are counted anew.
/// </summary>
internal sealed partial class ScheduledDeployments(LiveCatalog catalog, DeploymentCoordinator coordinator, TimeProvider clock, ILogger<ScheduledDeployments> logger)
{
    /// <summary>The file may have been read again, and the clock may have been set.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    /// <summary>What is this late is worth a word: the machine slept, or its clock was set.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(1);

    /// <summary>More than a change for summer time. A Raspberry Pi begins with any time at all, until the network tells it.</summary>
    private static readonly TimeSpan Correction = TimeSpan.FromHours(3);

    private readonly Dictionary<ProjectName, DueTime> due = [];
    private DateTimeOffset lastLook;

    /// <summary>Deploys what is due.</summary>
    /// <returns>When to look again.</returns>
    public async Task<TimeSpan> RunDueAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (lastLook - now > Correction)
        {
            Log.SetBack(logger);
            due.Clear();
        }

        lastLook = now;
        var wait = LongestWait;
        var before = due.Keys.ToList();
        foreach (var project in catalog.Current.All())
        {
            if (project is not { Schedule: { } schedule, Environment: null })
                continue;
            before.Remove(project.Name);
            var known = due.GetValueOrDefault(project.Name);
            if (known?.Schedule.Equals(schedule) == true && known.At > now)
            {
                wait = Sooner(wait, known.At - now);
                continue;
            }

            if (schedule.Next(now) is not { } next)
                continue;
            due[project.Name] = new DueTime(schedule, next); // Before anything else, so that whatever happens to this one, it is not done twice.
            wait = Sooner(wait, next - now);
            if (known?.Schedule.Equals(schedule) == true)
                await RunAsync(project, known.At, now, next, cancellationToken);
        }

        foreach (var gone in before)
            due.Remove(gone);
        return wait;
    }

    private async Task RunAsync(Project project, DateTimeOffset at, DateTimeOffset now, DateTimeOffset next, CancellationToken cancellationToken)
    {
        var late = now - at;
        if (late > Correction)
        {
            Log.LeftOut(logger, project.Name.Value, at, next);
            return;
        }

        if (late > Late)
            Log.IsLate(logger, project.Name.Value, at);
        switch (await coordinator.AcceptAsync(Deployment.New(project.Name, DeploymentTrigger.Schedule, clock), project.QueuesWhenBusy, cancellationToken))
        {
            case Acceptance.Accepted(var deployment):
                Log.Deploys(logger, project.Name.Value, deployment.Id.Value, next);
                break;
            case Acceptance.Busy:
                Log.IsBusy(logger, project.Name.Value, next);
                break;
            case Acceptance.NotRecorded(var reason):
                Log.NotRecorded(logger, project.Name.Value, reason, next);
                break;
        }
    }

    private static TimeSpan Sooner(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private sealed record DueTime(ProjectSchedule Schedule, DateTimeOffset At);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "It is time for {Project}: deployment {Id} by its schedule; the next one is at {Next:yyyy-MM-dd HH:mm zzz}.")]
        public static partial void Deploys(ILogger logger, string project, string id, DateTimeOffset next);

        [LoggerMessage(LogLevel.Warning, "It is time for {Project}, but a deployment of it is under way, so this one is left out; the next one is at {Next:yyyy-MM-dd HH:mm zzz}.")]
        public static partial void IsBusy(ILogger logger, string project, DateTimeOffset next);

        [LoggerMessage(LogLevel.Error, "It is time for {Project}, but its deployment could not be written down: {Reason}. The next one is at {Next:yyyy-MM-dd HH:mm zzz}.")]
        public static partial void NotRecorded(ILogger logger, string project, string reason, DateTimeOffset next);

        [LoggerMessage(LogLevel.Warning, "{Project} should have been deployed at {At:yyyy-MM-dd HH:mm zzz}; that is made up for now. Did the machine sleep, or was its clock set?")]
        public static partial void IsLate(ILogger logger, string project, DateTimeOffset at);

        [LoggerMessage(LogLevel.Warning, "{Project} should have been deployed at {At:yyyy-MM-dd HH:mm zzz}, which is too long ago to make up for; the next one is at {Next:yyyy-MM-dd HH:mm zzz}. Was the clock set?")]
        public static partial void LeftOut(ILogger logger, string project, DateTimeOffset at, DateTimeOffset next);

        [LoggerMessage(LogLevel.Warning, "The clock was set back by hours, so the times of all schedules are counted anew.")]
        public static partial void SetBack(ILogger logger);
    }
}
