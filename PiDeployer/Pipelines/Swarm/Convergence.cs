using System.Collections.Immutable;

namespace PiDeployer.Pipelines.Swarm;

/// <summary>How far Swarm is with what a deployment asked of it.</summary>
internal abstract record Convergence
{
    /// <summary>More failures of one slot are no bad start: a service that begins before its database may need one or two.</summary>
    private const int MostFailures = 2;

    /// <summary>Every service is as it was asked to be.</summary>
    internal sealed record Reached : Convergence;

    /// <param name="What">Each service that is not there yet, and how far it is.</param>
    /// <param name="Service">The first of them.</param>
    internal sealed record Awaited(string What, string Service) : Convergence;

    /// <summary>It will not get there by itself.</summary>
    /// <param name="Reason">In our words.</param>
    /// <param name="Complaint">In Swarm's, which may be anything; null where it has none.</param>
    /// <param name="Service">Whose failure it is.</param>
    internal sealed record Failed(string Reason, string? Complaint, string Service) : Convergence;

    /// <param name="now">The stack as it is.</param>
    /// <param name="before">As it was just before it was deployed. How a service's last update ended stays with it until the next one.</param>
    /// <param name="failures">The tasks that have failed since then.</param>
    public static Convergence Of(StackState now, StackState before, IReadOnlyCollection<StackTask> failures)
    {
        var looks = now.Services.Select(service => Of(
            service,
            before.Services.FirstOrDefault(earlier => earlier.Name == service.Name)?.Update,
            [.. now.Tasks.Where(task => task.Service == service.Name)],
            [.. failures.Where(task => task.Service == service.Name)])).ToList();
        if (looks.OfType<Failed>().FirstOrDefault() is { } failed)
            return failed;
        var awaited = looks.OfType<Awaited>().ToList();
        return awaited.Count == 0 ? new Reached() : new Awaited(string.Join("; ", awaited.Select(one => $"{one.Service}: {one.What}")), awaited[0].Service);
    }

    private static Convergence Of(StackService service, StackUpdate? earlier, ImmutableArray<StackTask> tasks, ImmutableArray<StackTask> failures)
    {
        var update = service.Update is { GoesOn: false } settled && settled == earlier ? null : service.Update;
        if (Verdict(update) is { } verdict)
            return new Failed($"{service.Name}: {verdict} ({update?.State})", string.Join("; ", new[] { update?.Message ?? "", Last(failures) ?? "" }.Where(words => words.Length > 0)), service.Name);

        var most = service.RestartsAfter == "none" ? 0 : MostFailures;
        if (!service.IsJudged && failures.Where(task => !task.WasJudged).GroupBy(task => task.Slot).FirstOrDefault(slot => slot.Count() > most) is { } slot)
            return new Failed($"{service.Name} does not stay up: {Times(slot.Count())} its task {slot.Key} has failed", Last([.. slot]), service.Name);

        var progress = Progress(service, tasks);
        if (update is { GoesOn: true })
            return new Awaited($"{(update.State == "updating" ? "being updated" : $"being rolled back by Swarm ({update.Message})")}, {progress ?? "all running"}", service.Name);
        return progress is null ? new Reached() : new Awaited(progress, service.Name);
    }

    /// <summary>What has become of an update, for people; null when that is good, or not known yet.</summary>
    private static string? Verdict(StackUpdate? update) => update?.State switch
    {
        "paused" => "its update failed, and Swarm has paused it",
        "rollback_completed" => "its update failed, and Swarm has rolled it back",
        "rollback_paused" => "its update failed, and Swarm could not roll it back",
        _ => null,
    };

    /// <summary>What is missing; null when nothing is.</summary>
    private static string? Progress(StackService service, ImmutableArray<StackTask> tasks)
    {
        if (service.IsJob)
        {
            if (service.Completed is not var (done, all))
                return "Docker does not say how much of it is done";
            return done >= all ? null : $"{done} of {all} done{Waiting(tasks)}";
        }

        var running = tasks.Count(task => task.IsRunning && task.Image == service.Image);
        var others = tasks.Count(task => task.IsWanted) - running;
        var ended = service.MayEnd ? tasks.DistinctBy(task => task.Slot).Count(task => task.State == "complete" && task.Image == service.Image) : 0;
        var wanted = service.Replicas ?? running + others + ended + tasks.DistinctBy(task => task.Slot).Count(task => HasGivenUp(service, task));
        return others == 0 && running + ended >= wanted ? null : $"{running} of {wanted} running{Waiting(tasks)}";
    }

    /// <summary>Whether it is the last of a node that ought to have one: nobody but the nodes says how many a global service wants.</summary>
    private static bool HasGivenUp(StackService service, StackTask newest) => newest.HasFailed && !newest.IsWanted && newest.Image == service.Image;

    /// <summary>Why one that ought to run does not, in Swarm's words, where it has any.</summary>
    private static string Waiting(ImmutableArray<StackTask> tasks) =>
        (tasks.FirstOrDefault(task => task.IsWanted && !task.IsRunning && task.Error.Length > 0) ?? tasks.FirstOrDefault(task => task.IsWanted && !task.IsRunning)) is { } task
            ? $" (task {task.Slot} is {task.Description})"
            : "";

    private static string? Last(ImmutableArray<StackTask> failures) => failures.IsEmpty ? null : failures[^1].Description;

    private static string Times(int count) => count == 1 ? "once" : $"{count} times";
}
