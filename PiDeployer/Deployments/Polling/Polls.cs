using System.Collections.Concurrent;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Deployments.Polling;

/// <summary>Asks for news of each project, again and again: never twice at once for one project, more seldom while there is no answer, and for as long as the file says so.</summary>
internal sealed partial class Polls : IDisposable
{
    /// <summary>The file may have been read again meanwhile.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    /// <summary>Between two lines of the same trouble.</summary>
    private static readonly TimeSpan Reminder = TimeSpan.FromHours(1);

    private readonly LiveCatalog catalog;
    private readonly IPoll poll;
    private readonly Func<double> chance;
    private readonly TimeProvider clock;
    private readonly ILogger<Polls> logger;
    private readonly Rounds rounds;
    private readonly ConcurrentDictionary<ProjectName, PollStanding> standings = new();
    private readonly Dictionary<ProjectName, Task> asking = [];

    /// <param name="catalog">Which projects there are.</param>
    /// <param name="poll">What is asked, and done about it.</param>
    /// <param name="chance">From 0 to 1, another one each time.</param>
    /// <param name="clock">For the time in between.</param>
    /// <param name="logger">Told of trouble, and of its end.</param>
    public Polls(LiveCatalog catalog, IPoll poll, Func<double> chance, TimeProvider clock, ILogger<Polls> logger)
    {
        (this.catalog, this.poll, this.chance, this.clock, this.logger) = (catalog, poll, chance, clock, logger);
        rounds = new Rounds(BeginAsync, clock, logger);
    }

    public void Start() => rounds.Start();

    /// <summary>Ends what is being asked.</summary>
    public async Task StopAsync()
    {
        await rounds.StopAsync();
        await Task.WhenAll(asking.Values);
    }

    public void Dispose() => rounds.Dispose();

    /// <summary>Null when it has not been asked for.</summary>
    public PollStanding? StandingOf(ProjectName project) => standings.GetValueOrDefault(project);

    /// <summary>Begins with the projects that are new, and forgets those that are gone.</summary>
    private Task<TimeSpan> BeginAsync(CancellationToken stop)
    {
        foreach (var project in catalog.Current.Any(project => poll.IntervalOf(project) is not null) ? catalog.Current.All() : [])
        {
            if (IntervalOf(project) is not null && asking.GetValueOrDefault(project.Name) is null or { IsCompleted: true })
                asking[project.Name] = Task.Run(() => FollowAsync(project.Name, stop), CancellationToken.None);
        }

        poll.Forget(name => IntervalOf(catalog.Current.Find(name)) is not null);
        return Task.FromResult(LongestWait);
    }

    private TimeSpan? IntervalOf(Project? project) => project is { Environment: null } ? poll.IntervalOf(project) : null;

    private async Task FollowAsync(ProjectName name, CancellationToken stop)
    {
        var streak = new Streak(0, null, 0);
        try
        {
            var luck = chance();
            for (var next = await DueAsync(name, interval => PollPace.First(interval, luck), stop); next is { } project; next = await DueAsync(name, interval => PollPace.Next(interval, streak.Failures, luck), stop))
            {
                streak = Note(project, await TryAsync(project, stop), streak);
                luck = chance();
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The next start asks again.
        }
        finally
        {
            standings.TryRemove(name, out _);
        }
    }

    /// <summary>Waits until it is time, whatever the file says of that by then. Null when the project is not to be asked for any more.</summary>
    private async Task<Project?> DueAsync(ProjectName name, Func<TimeSpan, TimeSpan> wait, CancellationToken stop)
    {
        for (var waited = TimeSpan.Zero; ;)
        {
            var project = catalog.Current.Find(name);
            if (IntervalOf(project) is not { } interval)
                return null;
            var rest = wait(interval) - waited;
            if (rest <= TimeSpan.Zero)
                return project;
            var slice = rest < LongestWait ? rest : LongestWait;
            await Task.Delay(slice, clock, stop);
            waited += slice;
        }
    }

    private async Task<PollOutcome> TryAsync(Project project, CancellationToken stop)
    {
        try
        {
            return await poll.AskAsync(project, stop);
        }
        catch (Exception e) when (!(e is OperationCanceledException && stop.IsCancellationRequested))
        {
            Log.Broken(logger, e, project.Name.Value);
            return new PollOutcome.Failed("an error in pi-deployer itself", "an error in pi-deployer itself");
        }
    }

    private Streak Note(Project project, PollOutcome outcome, Streak before)
    {
        var last = standings.GetValueOrDefault(project.Name)?.LastAnswer;
        if (outcome is not PollOutcome.Failed(var reason, var brief))
        {
            standings[project.Name] = new PollStanding(clock.GetLocalNow(), null);
            if (before.Failures > 0)
                Log.Recovered(logger, project.Name.Value, before.Failures);
            return new Streak(0, null, 0);
        }

        standings[project.Name] = new PollStanding(last, brief);
        if (Alike.Are(reason, before.Reason) && clock.GetElapsedTime(before.ToldAt) < Reminder)
            return before with { Failures = before.Failures + 1 };
        Log.Failed(logger, project.Name.Value, reason);
        return new Streak(before.Failures + 1, reason, clock.GetTimestamp());
    }

    /// <param name="Failures">In a row.</param>
    /// <param name="Reason">Of the last one that was told.</param>
    /// <param name="ToldAt">On the steady clock.</param>
    private sealed record Streak(int Failures, string? Reason, long ToldAt);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Polling for {Project} had no answer: {Reason}. It is asked again, at longer and longer intervals.")]
        public static partial void Failed(ILogger logger, string project, string reason);

        [LoggerMessage(LogLevel.Information, "Polling for {Project} works again, after {Failures} times without an answer.")]
        public static partial void Recovered(ILogger logger, string project, int failures);

        [LoggerMessage(LogLevel.Error, "Polling for {Project} met an error.")]
        public static partial void Broken(ILogger logger, Exception exception, string project);
    }
}
