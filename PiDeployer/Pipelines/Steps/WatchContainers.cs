using PiDeployer.Pipelines.Containers;

namespace PiDeployer.Pipelines.Steps;

/// <summary>
/// Compose is content when a container has begun; this looks whether it is well, and stays so for a while. A job that ended with 0 is well, a container that begins
/// again and again is not. Where one is not, its last lines go to the log.
/// </summary>
/// <param name="name">The step's.</param>
internal sealed class WatchContainers(string name) : IStep
{
    /// <summary>A service that begins before its database may need one or two.</summary>
    private const int MostRestarts = 2;

    private const string LogLines = "50";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    public string Name => name;

    public async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        try
        {
            return await WatchAsync(context, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new StepResult.Stopped();
        }
    }

    private static async Task<StepResult> WatchAsync(StepContext context, CancellationToken cancellationToken)
    {
        var limit = context.Limits.Up;
        var begun = context.Clock.GetTimestamp();
        var watch = new Watch(context);
        var since = begun;
        while (true)
        {
            var (failure, culprit) = await watch.LookAsync(cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            if (failure is not null)
                return await FailAsync(context, failure, culprit, cancellationToken);
            if (!watch.IsSteady)
                since = context.Clock.GetTimestamp();
            else if (context.Clock.GetElapsedTime(since) >= context.Limits.Steady.Time)
                return new StepResult.Succeeded();
            if (watch.Waiting.Length > 0 && context.Clock.GetElapsedTime(begun) > limit.Time)
                return await FailAsync(context, new StepResult.Failed($"after {limit.Time.TotalSeconds:0} s not everything was well ({limit.Variable} allows it more): {watch.Waiting}"), null, cancellationToken);
            await Task.Delay(Interval, context.Clock, cancellationToken);
        }
    }

    private static async Task<StepResult> FailAsync(StepContext context, StepResult.Failed failure, string? culprit, CancellationToken cancellationToken)
    {
        string[] service = culprit is null ? [] : [culprit];
        await context.RunAsync(context.Engine.Compose([.. context.Engine.Logs, "--tail", LogLines, .. service]), cancellationToken);
        return failure;
    }

    /// <summary>What was seen of the containers so far.</summary>
    private sealed class Watch(StepContext context)
    {
        private readonly Dictionary<string, int> restartsAtFirst = new(StringComparer.Ordinal);
        private readonly string? service = context.Update?.Service.Value;
        private string[] known = [];
        private string lastSeen = "";

        /// <summary>Everything is well, and nothing began again since the look before.</summary>
        public bool IsSteady { get; private set; }

        /// <summary>What is not well; empty when all is, and has only to stay so.</summary>
        public string Waiting { get; private set; } = "";

        /// <summary>What will not go away by itself, and the service that has it; null when there is none.</summary>
        public async Task<(StepResult.Failed? Failure, string? Service)> LookAsync(CancellationToken cancellationToken)
        {
            var (all, problem) = await FindAsync(cancellationToken);
            var containers = all.FindAll(container => (service is null || container.Service == service) && (container.IsWell || !context.UnwellBefore.Contains(container.Id)));
            if (problem is not null)
                return (new StepResult.Failed("how the containers are cannot be found out") { Complaint = problem }, null);
            if (Missing(containers) is { } missing)
                return (new StepResult.Failed($"{missing} has no container"), null);
            if (containers.Find(HasFailed) is { } failed)
                return (new StepResult.Failed($"{failed.Service} is {failed.Description}"), failed.Service);
            foreach (var container in containers)
                restartsAtFirst.TryAdd(container.Id, container.Restarts);
            if (containers.Find(container => container.Restarts - restartsAtFirst[container.Id] > MostRestarts) is { } looping)
                return (new StepResult.Failed($"{looping.Service} does not stay up: it was restarted {looping.Restarts} times and is {looping.Description}"), looping.Service);

            await context.Engine.AskHealthAsync(context, containers, cancellationToken);
            var seen = string.Join('\n', containers.Select(container => $"{container.Id} {container.Restarts} {container.StartedAt}"));
            var unwell = containers.FindAll(container => !container.IsWell);
            Waiting = string.Join(", ", unwell.Select(container => $"{container.Service} is {container.Description}"));
            IsSteady = unwell.Count == 0 && seen == lastSeen;
            lastSeen = seen;
            return (null, null);
        }

        /// <summary>As long as none of them goes, they stay the same ones.</summary>
        private async Task<(List<Container> Containers, string? Problem)> FindAsync(CancellationToken cancellationToken)
        {
            if (known.Length > 0 && await ProjectContainers.LookAsync(context, known, cancellationToken) is { Problem: null } looked)
                return looked;
            var found = await ProjectContainers.FindAsync(context, cancellationToken);
            known = [.. found.Containers.Select(container => container.Id)];
            return found;
        }

        /// <summary>Null when every service that has to has a container.</summary>
        private string? Missing(List<Container> containers)
        {
            if (service is not null || context.Engine.MindsItsContainers)
                return containers.Count == 0 ? service ?? context.Project.Name.Value : null;
            return context.Configuration?.Services.Keys.FirstOrDefault(expected => !containers.Exists(container => container.Service == expected));
        }

        /// <summary>A container that could not be started is left where it is by a compose that does not complain of it.</summary>
        private bool HasFailed(Container container) => container.HasFailed || (container.State == "created" && !context.Engine.MindsItsContainers);
    }
}
